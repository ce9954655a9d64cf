/**
 * Patterns of the API's `channels`: `*` for any run of characters, `?` for one.
 */

/** True when the whole of `name` matches. Takes time in proportion to both lengths. */
export function matchesGlob(name: string, glob: string): boolean {
  let star = -1;
  let retry = 0;
  let at = 0;
  let i = 0;
  while (i < name.length) {
    if (glob[at] === "*") {
      star = at;
      retry = i;
      at += 1;
    } else if (at < glob.length && (glob[at] === "?" || glob[at] === name[i])) {
      at += 1;
      i += 1;
    } else if (star >= 0) {
      retry += 1;
      i = retry;
      at = star + 1;
    } else {
      return false;
    }
  }
  while (glob[at] === "*") at += 1;
  return at === glob.length;
}
