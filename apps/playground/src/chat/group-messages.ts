/**
 * Puts messages that belong together under one head: same author, same day, not far apart. Pure.
 */

import { daysBetween } from "../i18n/format.ts";
import type { ShownMessage } from "../realtime/timeline.ts";

/** Longest time between two messages of one group, ms. */
export const groupGapMs = 5 * 60_000;

/** Messages of one author under one head. */
export interface MessageGroup {
  /** Stays the same while the group grows. */
  readonly key: string;
  readonly person: string;
  /** The name at the time of the first message. */
  readonly name: string;
  readonly isOwn: boolean;
  readonly at: number;
  /** Whether this is the first group of its day. */
  readonly startsDay: boolean;
  /** Before this group messages may be missing. */
  readonly isAfterGap: boolean;
  readonly messages: readonly ShownMessage[];
}

/** The groups in order. */
export function groupMessages(messages: readonly ShownMessage[]): readonly MessageGroup[] {
  const groups: (MessageGroup & { readonly messages: ShownMessage[] })[] = [];
  let previous: ShownMessage | undefined;
  for (const message of messages) {
    const startsDay = previous === undefined || daysBetween(previous.at, message.at) !== 0;
    const group = groups.at(-1);
    if (group !== undefined && !startsDay && isContinued(previous, message)) group.messages.push(message);
    else {
      groups.push({
        key: `${message.person}/${message.id}`,
        person: message.person,
        name: message.name,
        isOwn: message.state !== "received",
        at: message.at,
        startsDay,
        isAfterGap: message.isAfterGap,
        messages: [message],
      });
    }
    previous = message;
  }
  return groups;
}

function isContinued(previous: ShownMessage | undefined, message: ShownMessage): boolean {
  if (previous === undefined || message.isAfterGap) return false;
  const isSameAuthor = previous.person === message.person && previous.name === message.name;
  return isSameAuthor && Math.abs(message.at - previous.at) <= groupGapMs;
}
