/**
 * Patterns of names: `*` for any run of characters, also none, and where it is wanted `?` for one character. The `channels`
 * of the API have both; capabilities have only the first.
 */

/** True when the whole of `name` matches. Takes at most the product of both lengths. @param one stands for one character. */
export function matchesGlob(name: string, glob: string, one?: "?"): boolean {
  let star = -1;
  let retry = 0;
  let at = 0;
  let i = 0;
  while (i < name.length) {
    if (glob[at] === "*") {
      star = at;
      retry = i;
      at += 1;
    } else if (at < glob.length && ((one !== undefined && glob[at] === one) || glob[at] === name[i])) {
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
