"""The page on which a case is written, as a whole: its form, the rows of its roles and those of its issues."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from negotiation_prep.bilingual import CHINESE, ENGLISH, Text
from training.cases.document import MOST_ISSUES, MOST_ROLES, CaseDocument, CaseRole, Issue, RolePoints
from training.cases.flaws import Found, flaws
from training.forms.case_texts import SUFFIXES
from training.forms.cases import CaseForm, IssueForm, RoleForm, new_code, steps_as_text

LANGUAGES = {"both": (ENGLISH, CHINESE), ENGLISH: (ENGLISH,), CHINESE: (CHINESE,)}
ROLES, ISSUES = "roles", "issues"
RoleRows = forms.formset_factory(
    RoleForm, extra=0, max_num=MOST_ROLES, absolute_max=MOST_ROLES, validate_max=True, can_delete=True
)
IssueRows = forms.formset_factory(
    IssueForm, extra=0, max_num=MOST_ISSUES, absolute_max=MOST_ISSUES, validate_max=True, can_delete=True
)
# What an empty page holds.
FIRST_ROLES, FIRST_ISSUES = 2, 3

Shown = dict[str, Any]


class CaseEditor:
    """What the page shows (`shown`) or what it sent (`data`). `before` is the case as it stands, None for a new one.

    After `is_valid` it has the `document`; otherwise each field has its reason, and all that was typed.
    """

    document: CaseDocument

    def __init__(
        self, *, data: QueryDict | None = None, shown: Shown | None = None, before: CaseDocument | None
    ) -> None:
        shown = shown or {}
        self.before = before
        chosen = data.get("chosen", "") if data is not None else shown["form"]["chosen"]
        languages = LANGUAGES.get(chosen, LANGUAGES["both"])
        self.form = CaseForm(data, initial=shown.get("form"), languages=languages)
        self.roles = RoleRows(data, prefix=ROLES, initial=shown.get(ROLES), form_kwargs={"languages": languages})
        kept = {issue.code: issue for issue in before.issues} if before else {}
        more = {"languages": languages, "roles": list(self._called()), "before": kept}
        self.issues = IssueRows(data, prefix=ISSUES, initial=shown.get(ISSUES), form_kwargs=more)

    def _called(self) -> Iterator[str]:
        """How each row of the roles is called."""
        for number, form in enumerate(self.roles.forms, start=1):
            names = (str(form[f"name_{SUFFIXES[language]}"].value() or "").strip() for language in form.languages)
            yield next(filter(None, names), _("Role %(number)d") % {"number": number})

    @property
    def rooms(self) -> dict[str, bool]:
        """Whether there is room for another row."""
        return {ROLES: len(self.roles.forms) < MOST_ROLES, ISSUES: len(self.issues.forms) < MOST_ISSUES}

    @property
    def failed(self) -> bool:
        return self.form.is_bound

    def with_another(self, kind: str) -> CaseEditor:
        """The same page with one more row of a kind, without a word on what is not written yet."""
        shown = {"form": _typed(self.form), ROLES: _rows(self.roles), ISSUES: _rows(self.issues)}
        if kind in self.rooms and self.rooms[kind]:
            shown[kind].append({})
        shown["form"] |= {"chosen": shown["form"]["chosen"] or "both", "sure": False}
        return CaseEditor(shown=shown, before=self.before)

    def is_valid(self) -> bool:
        """Whether all that was written makes a case; then `document` is that case."""
        parts = [part.is_valid() for part in (self.form, self.roles, self.issues)]
        if not all(parts) or self._asks_about_a_language():
            return False
        roles, issues = _counting(self.roles), _counting(self.issues)
        self.document = self._document(roles, issues)
        found = list(flaws(self.document))
        for flaw in found:
            self._say(flaw, roles, issues)
        return not found

    def _asks_about_a_language(self) -> bool:
        """Says, once, that a text in a language that is not chosen would go."""
        rows = [form for form in (*self.roles.forms, *self.issues.forms) if not form.removed]
        if self.form.cleaned_data["sure"] or not any(form.left_out() for form in (self.form, *rows)):
            return False
        self.form.add_error(
            "chosen", _("What is written in the other language would be lost. Save once more if it may go.")
        )
        self._put("sure", "on")
        return True

    def overtaken(self, version: int) -> None:
        """Says that the case has the given version meanwhile; saving once more puts this one in its place."""
        message = _("This case was changed in another window since you opened it. Nothing was overwritten.")
        self.form.add_error(None, message + " " + _("Save once more if this is the text that counts."))
        self._put("base", str(version))

    def _put(self, name: str, value: str) -> None:
        """Changes what a hidden field of the page says next time."""
        self.form.data = self.form.data.copy()
        self.form.data[name] = value

    def _document(self, roles: list[RoleForm], issues: list[IssueForm]) -> CaseDocument:
        said = self.form.cleaned_data
        codes = self._codes("role", roles, [role.code for role in self.before.roles] if self.before else [])
        names = ("title", "teaches", "minutes_to_prepare", "minutes_to_talk", "introduction", "notes")
        return CaseDocument(
            **{name: said[name] for name in names},
            items=tuple(said["items"]),
            strategies=tuple(said["strategies"]),
            roles=tuple(
                CaseRole(code=code, name=form.cleaned_data["name"], brief=form.cleaned_data["brief"])
                for code, form in zip(codes, roles, strict=True)
            ),
            issues=tuple(self._issues(dict(zip(self._places(roles), codes, strict=True)), issues)),
        )

    def _issues(self, roles: Mapping[int, str], issues: list[IssueForm]) -> Iterator[Issue]:
        """The issues with their codes and points; `roles` has the code of each role by the place of its row."""
        codes = self._codes("issue", issues, [issue.code for issue in self.before.issues] if self.before else [])
        for code, form in zip(codes, issues, strict=True):
            said = {role: form.cleaned_data.get(f"points-{place}") for place, role in roles.items()}
            points = tuple(RolePoints(role=role, steps=steps) for role, steps in said.items() if steps)
            yield replace(form.cleaned_data["issue"], code=code, points=points)

    @staticmethod
    def _codes(kind: str, rows: list[Any], before: list[str]) -> list[str]:
        """The code of each row: the one that it had, or a new one."""
        taken, codes = list(before), []
        for form in rows:
            code = form.cleaned_data.get("code", "")
            codes.append(code if code in before and code not in codes else new_code(kind, taken))
        return codes

    def _places(self, roles: list[RoleForm]) -> list[int]:
        return [self.roles.forms.index(form) for form in roles]

    def _say(self, found: Found, roles: list[RoleForm], issues: list[IssueForm]) -> None:
        """Puts a flaw to the field where it can be mended."""
        kind, *place = found.place
        if kind != ISSUES or not place:
            self.form.add_error(None, str(found.flaw.label))
            return
        form, name = issues[int(place[0])], str(place[1])
        if name == "points":
            codes = [role.code for role in self.document.roles]
            name = f"points-{self._places(roles)[codes.index(str(place[2]))]}"
        form.add_error(form.first(name) if name in form.texts else name, str(found.flaw.label))


def _counting(rows: Any) -> list[Any]:
    return [form for form in rows.forms if form.counts]


def _typed(form: forms.Form) -> Shown:
    return {name: form[name].value() for name in form.fields}


def _rows(rows: Any) -> list[Shown]:
    return [_typed(form) for form in rows.forms]


# --- What the page shows first ------------------------------------------------------------------------------


def empty_page() -> Shown:
    """A new case, in the language of the writer."""
    chosen = CHINESE if get_language() == CHINESE else ENGLISH
    return {
        "form": {"chosen": chosen, "minutes_to_prepare": 20, "minutes_to_talk": 20},
        ROLES: [{} for _row in range(FIRST_ROLES)],
        ISSUES: [{} for _row in range(FIRST_ISSUES)],
    }


def page_of(case: CaseDocument, version: int) -> Shown:
    """A case as it stands, with one empty row for another issue."""
    chosen = "both" if len(case.languages) > 1 else case.languages[0]
    form = {
        "base": version,
        "chosen": chosen,
        "minutes_to_prepare": case.minutes_to_prepare,
        "minutes_to_talk": case.minutes_to_talk,
        "items": list(case.items),
        "strategies": list(case.strategies),
        **_line("title", case.title),
        **_line("teaches", case.teaches),
        **_joined("introduction", case.introduction, "\n\n"),
        **_joined("notes", case.notes, "\n\n"),
    }
    roles = [
        {"code": role.code, **_line("name", role.name), **_joined("brief", role.brief, "\n\n")} for role in case.roles
    ]
    room = [{}] if len(case.issues) < MOST_ISSUES else []
    return {"form": form, ROLES: roles, ISSUES: [*(_shown_issue(case, issue) for issue in case.issues), *room]}


def _shown_issue(case: CaseDocument, issue: Issue) -> Shown:
    language = get_language() if get_language() in case.languages else case.languages[0]
    points = {
        f"points-{place}": steps_as_text(issue, role.code, language or ENGLISH) for place, role in enumerate(case.roles)
    }
    return {
        "code": issue.code,
        "kind": issue.kind,
        "low": issue.low,
        "high": issue.high,
        **_line("name", issue.name),
        **(_line("unit", issue.unit) if issue.unit else {}),
        **_joined("options", tuple(option.name for option in issue.options), "\n"),
        **points,
    }


def _line(name: str, text: Text) -> Shown:
    return {f"{name}_{SUFFIXES[ENGLISH]}": text.en, f"{name}_{SUFFIXES[CHINESE]}": text.zh_hans}


def _joined(name: str, texts: tuple[Text, ...], between: str) -> Shown:
    """Parts as one text in each language, in which those that it does not have are left out."""
    return {
        f"{name}_{SUFFIXES[ENGLISH]}": between.join(text.en for text in texts if text.en),
        f"{name}_{SUFFIXES[CHINESE]}": between.join(text.zh_hans for text in texts if text.zh_hans),
    }
