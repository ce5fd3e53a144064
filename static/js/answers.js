// What the server says. On the way a portal or a proxy may answer in its place, with any status and any text: what is
// not said as the server says it is no answer.

// Each refusal has a status of its own.
const REFUSALS = {
  bad_json: 400, signed_out: 401, forbidden: 403, csrf: 403, not_found: 404, conflict: 409, other_user: 409, gone: 410,
  too_long: 413, invalid: 422, op_reused: 422, locked: 423, no_base: 428, too_many: 429, unavailable: 503, storage_full: 507,
};

export const isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

const isVersion = (number) => Number.isInteger(number) && number >= 1;
const isConflict = ({ version, theirs }) => isVersion(version) && isMap(theirs);
export const isSaved = ({ version, edit, merged = {} }) => isVersion(version) && Number.isInteger(edit) && isMap(merged);
export const isNews = ({ edits, last }) => Array.isArray(edits) && edits.every(isMap) && Number.isInteger(last);

// The answer in a response, with `code` "ok" where it is what was asked for; null where it is none.
export async function answerIn(response, isRight) {
  const answer = await response.json().catch(() => null), { status } = response;
  if (!isMap(answer)) return null;
  if (status === 200) return isRight(answer) ? { ...answer, code: "ok" } : null;
  const { code, known } = answer, whole = code === "conflict" ? isConflict(answer) : !known || isSaved(answer);
  return REFUSALS[code] === status && whole ? answer : null;
}
