/**
 * Who is in the room, one entry per person however many tabs are open; oneself first.
 */

import type { Person } from "@longwire/cli/playground";
import type { ReactNode } from "react";
import { useI18n } from "../i18n/i18n-context.tsx";
import { Avatar } from "./avatar.tsx";
import styles from "./people-list.module.css";

/** What the list needs. */
export interface PeopleListProps {
  readonly people: readonly Person[];
  readonly you: string | undefined;
}

/** The list, with a head. */
export function PeopleList({ people, you }: PeopleListProps): ReactNode {
  const { t } = useI18n();
  const ordered = [...people.filter((person) => person.id === you), ...people.filter((person) => person.id !== you)];
  return (
    <section>
      <h2 className={styles.title}>
        {t.room.people} <span className={styles.count}>{people.length}</span>
      </h2>
      <ul className={styles.people}>
        {ordered.map((person) => (
          <li key={person.id} className={styles.person}>
            <Avatar id={person.id} name={person.name} />
            <span className={styles.name}>{person.name}</span>
            {person.id === you && <span className={styles.note}>{t.room.you}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
