/**
 * The JSON that compressed messages of a load hold: records such as a service sends, alike in form and different in
 * content, the same in every run.
 */

const NAMES = ["ada", "grace", "alan", "edsger", "barbara", "donald", "margaret", "dennis", "frances", "ken", "lynn"];
const WORDS = "the quick brown fox jumps over a lazy dog while seven wizards pack five dozen liquor jugs".split(" ");

/** A number that looks like any other, from 0 to `below` − 1. */
function pick(seed: number, below: number): number {
  return (Math.imul(seed + 1, 0x9e3779b1) >>> 8) % below;
}

/**
 * JSON of exactly `bytes` bytes, cut off where it is not at its end.
 * @param number another text for each. Default 0.
 */
export function loadJson(bytes: number, number = 0): string {
  let text = "[";
  for (let i = number * 1009; text.length < bytes; i += 1) {
    const words = Array.from({ length: 4 + pick(i, 6) }, (_, at) => WORDS[pick(i * 31 + at, WORDS.length)]);
    const record = {
      id: 100_000 + pick(i, 900_000),
      user: NAMES[pick(i * 7, NAMES.length)],
      at: 1_790_000_000_000 + i * 1000 + pick(i * 3, 1000),
      price: pick(i * 11, 100_000) / 100,
      text: words.join(" "),
    };
    text += `${JSON.stringify(record)},`;
  }
  return text.slice(0, bytes);
}
