// Where two texts differ, word by word; of Chinese character by character.

const WORD = /\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{N}\p{M}_])+(?:[.,’'-](?:(?!\p{Script=Han})[\p{L}\p{N}])+)*|\s+|./gsu;
// Beyond so many pairs of words the middle is shown as wholly different.
const MOST = 4_000_000;

// The parts of both texts in order: [{ text, in: "both" | "first" | "second" }, …].
export function differences(first, second) {
  const one = first.match(WORD) ?? [], other = second.match(WORD) ?? [];
  let start = 0, end = 0;
  while (start < Math.min(one.length, other.length) && one[start] === other[start]) start++;
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  const middle = between(one.slice(start, one.length - end), other.slice(start, other.length - end));
  return joined([...one.slice(0, start).map(both), ...middle, ...one.slice(one.length - end).map(both)]);
}

const both = (text) => ({ text, in: "both" });

function between(one, other) {
  if (!one.length || !other.length || one.length * other.length > MOST) {
    return [...one.map((text) => ({ text, in: "first" })), ...other.map((text) => ({ text, in: "second" }))];
  }
  // lengths[i][j]: how much of one[i…] and other[j…] is common.
  const lengths = Array.from({ length: one.length + 1 }, () => new Uint16Array(other.length + 1));
  for (let i = one.length - 1; i >= 0; i--) {
    for (let j = other.length - 1; j >= 0; j--) {
      lengths[i][j] = one[i] === other[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  const parts = [];
  let i = 0, j = 0;
  while (i < one.length || j < other.length) {
    if (i < one.length && j < other.length && one[i] === other[j]) { parts.push(both(one[i])); i++; j++; }
    else if (j === other.length || (i < one.length && lengths[i + 1][j] >= lengths[i][j + 1])) parts.push({ text: one[i++], in: "first" });
    else parts.push({ text: other[j++], in: "second" });
  }
  return parts;
}

function joined(parts) {
  const runs = [];
  for (const part of parts) {
    if (runs.at(-1)?.in === part.in) runs.at(-1).text += part.text;
    else runs.push({ ...part });
  }
  return runs;
}
