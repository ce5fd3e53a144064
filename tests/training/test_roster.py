"""A roster as a file: any encoding, wrong lines said before anything is written, nobody twice."""

from __future__ import annotations

import io

import pytest
import tablib
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from training.models import Enrolment
from training.roster import MOST_ROWS, RosterError, Row, read
from training.services.roster import Fate, look_at, take_in

CSV = "Name,E-mail,Section\nAnn Lee,ann@example.com,A\n王小明,,B\n"
NAMES = [
    *(
        "李娜",
        "O’Brien",
        "Nguyễn Văn An",
        "Ольга",
        "محمد",
        "שרה",
        "Ἑλένη",
        "यशोदा",
        "ชัย",
        "김민준",
        "さくら",
        "Ðorđe",
        "Zoë",
    ),
    *("გიორგი", "Հայկ", "ትግስት", "ਗੁਰਪ੍ਰੀਤ", "தமிழ்", "తెలుగు", "ಕನ್ನಡ", "മലയാളം", "සිංහල", "ខ្មែរ"),
    *("ລາວ", "မြန်မာ", "བོད"),
]


def xlsx(*rows: tuple[object, ...]) -> bytes:
    return tablib.Dataset(*rows[1:], headers=rows[0]).export("xlsx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_program_writes_its_own_kind_of_table(encoding, delimiter):
    assert read(CSV.replace(",", delimiter).encode(encoding)) == [
        Row(2, "Ann Lee", "ann@example.com", "A"),
        Row(3, "王小明", "", "B"),
    ]


def test_a_spreadsheet_with_numbers_empty_cells_and_lines():
    rows = read(xlsx(("姓名", "分组", "学号"), ("王小明", 3, 17), (None, None, None), ("李娜", None, 18)))
    assert rows == [Row(2, "王小明", "", "3"), Row(4, "李娜", "", "")]


@pytest.mark.parametrize(
    ("first", "last", "name"), [("Ann", "Lee", "Ann Lee"), ("小明", "王", "王小明"), ("", "Lee", "Lee")]
)
def test_a_name_in_two_parts(first, last, name):
    assert read(f"First name,Last name\n{first},{last}\n".encode())[0].name == name


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        b"\xff\xff\xff",
        b"PK\x03\x04 no table",
        b"%PDF-1.7",
        b"Alter,Ort\n7,Ulm\n",
        ("Name\n" + "x\n" * (MOST_ROWS + 1)).encode(),
        ("Name\n" + "x\n" * 10_000).encode(),
        b'Name\n"unclosed\n' + b"x" * 200_000,
    ],
)
def test_what_is_no_roster_is_refused_in_words(content):
    with pytest.raises(RosterError) as refused:
        read(content)
    assert str(refused.value)


def test_a_spreadsheet_that_unpacks_to_too_much_is_not_unpacked(monkeypatch):
    monkeypatch.setattr("training.roster.MOST_UNPACKED", 1000)
    with pytest.raises(RosterError, match="far too large"):
        read(xlsx(("Name",), *[("x" * 50,)] * 100))


def fates(room, text: str) -> list[tuple[str, Fate]]:
    return [(line.row.name, line.fate) for line in look_at(course=room.course, rows=read(text.encode()))]


def test_what_each_line_would_do(room):
    Enrolment.objects.filter(pk=room.place("other").pk).update(email="other@example.com")
    found = fates(
        room,
        "Name,E-mail,Section\nNew One,,\nStudent,,A\nstudent,,A\nTrainer,,\nFormer,,\nOtto,other@example.com,B\n"
        ",nobody@example.com,\nBad,no address,\n=1+1,,\nNew Two,new@example.com,\nNew Three,NEW@example.com,\n"
        "Student II,other@example.com,\n",
    )
    assert found == [
        ("New One", Fate.NEW),
        ("Student", Fate.SAME),
        ("student", Fate.WRONG),
        ("Trainer", Fate.TEACHES),
        ("Former", Fate.BACK),
        ("Otto", Fate.CHANGED),
        ("", Fate.WRONG),
        ("Bad", Fate.WRONG),
        ("=1+1", Fate.WRONG),
        ("New Two", Fate.NEW),
        ("New Three", Fate.WRONG),
        ("Student II", Fate.WRONG),
    ]
    assert not Enrolment.objects.filter(name="New One").exists()


def test_an_address_of_one_and_the_name_of_another_are_no_one(room):
    Enrolment.objects.filter(pk=room.place("other").pk).update(email="other@example.com")
    assert fates(room, "Name,E-mail\nStudent,other@example.com\n") == [("Student", Fate.WRONG)]
    assert fates(room, "Name,E-mail\nOther,another@example.com\n") == [("Other", Fate.WRONG)]


def test_the_same_roster_again_changes_nothing(room):
    rows = read(CSV.encode())
    _lines, seats = take_in(course=room.course, rows=rows)
    assert [(seat.name, len(pin)) for seat, pin in seats] == [("Ann Lee", 6), ("王小明", 6)]
    before = User.objects.count()
    lines, seats = take_in(course=room.course, rows=rows)
    assert not seats and [line.fate for line in lines] == [Fate.SAME] * 2 and User.objects.count() == before


def test_names_in_many_scripts(room):
    text = "Name\n" + "".join(f"{name}\n" for name in NAMES)
    _lines, seats = take_in(course=room.course, rows=read(text.encode()))
    assert [seat.name for seat, _pin in seats] == NAMES


def test_from_the_file_to_the_seat(room, client):
    trainer, page = room.client("trainer"), reverse("roster", args=[room.course.pk])
    looked = trainer.post(page, {"file": SimpleUploadedFile("class.csv", CSV.encode("gb18030"))})
    assert looked.status_code == 200 and "王小明" in looked.content.decode()
    assert not Enrolment.objects.filter(name="王小明").exists()
    slips = trainer.post(reverse("roster_taking", args=[room.course.pk]), {"sealed": looked.context["sealed"]})
    given = {seat.name: pin for seat, pin in slips.context["given"]}
    assert f"{len(given)} people are new." in slips.content.decode()
    door = reverse("join_course", args=[room.course.code])
    answer = client.post(door, {"name": "王小明", "pin": given["王小明"], "do": "back"})
    assert client.get(answer["Location"]).status_code == 200
    again = trainer.post(reverse("pins", args=[room.course.pk]))
    assert [seat.name for seat, _pin in again.context["given"]] == ["Ann Lee"]


def test_what_was_not_looked_at_by_this_person_is_not_written(room):
    looked = room.client("trainer").post(
        reverse("roster", args=[room.course.pk]), {"file": SimpleUploadedFile("class.csv", CSV.encode())}
    )
    another = Enrolment.objects.get(user=room.people["outsider"]).course
    for who, course in (("outsider", another), ("trainer", room.course)):
        sealed = looked.context["sealed"] if who == "outsider" else "x"
        room.client(who).post(reverse("roster_taking", args=[course.pk]), {"sealed": sealed})
    assert not Enrolment.objects.filter(name="Ann Lee").exists()


def test_a_file_that_is_none_is_said_at_the_field(room):
    sent = {"file": SimpleUploadedFile("class.csv", b"Alter,Ort\n")}
    answer = room.client("trainer").post(reverse("roster", args=[room.course.pk]), sent)
    assert answer.status_code == 422 and "No column is called" in answer.content.decode()
    large = io.BytesIO(b"x" * (2 * 1024 * 1024 + 1))
    large.name = "class.csv"
    answer = room.client("trainer").post(reverse("roster", args=[room.course.pk]), {"file": large})
    assert answer.status_code == 422 and "larger than 2 MB" in answer.content.decode()
