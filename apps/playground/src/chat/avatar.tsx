/**
 * A person as a small tile: the first letter of the name, in one of six hues that the public id decides.
 */

import type { ReactNode } from "react";
import styles from "./avatar.module.css";
import { hueOf, initialOf } from "./person-face.ts";

/** Decoration: the name stands beside it. */
export function Avatar({ id, name }: { readonly id: string; readonly name: string }): ReactNode {
  return (
    <span className={styles.avatar} data-hue={hueOf(id)} aria-hidden="true">
      {initialOf(name)}
    </span>
  );
}
