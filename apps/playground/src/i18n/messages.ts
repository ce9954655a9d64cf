/**
 * Every text of the app by key. A language that lacks one does not compile.
 */

import type { Metric } from "@longwire/cli/playground";

/** One language's texts. */
export interface Messages {
  readonly languageName: string;
  readonly skipToContent: string;
  readonly pages: string;
  readonly chat: string;
  readonly live: string;
  readonly language: string;
  readonly theme: { readonly label: string; readonly auto: string; readonly light: string; readonly dark: string };
  readonly notFound: { readonly title: string; readonly text: string; readonly back: string };
  readonly connection: {
    readonly title: string;
    readonly lost: string;
    readonly isCut: string;
    readonly retrying: string;
    readonly tryNow: string;
    readonly back: string;
    readonly cut: string;
    readonly heal: string;
    readonly cutHint: string;
    readonly state: { readonly connecting: string; readonly connected: string; readonly disconnected: string };
  };
  readonly room: {
    readonly title: (room: string) => string;
    readonly here: (count: number) => string;
    readonly showPeople: string;
    readonly people: string;
    readonly you: string;
    readonly yourName: string;
    readonly saveName: string;
    readonly nameHint: string;
    readonly changeRoom: string;
    readonly go: string;
    readonly roomHint: string;
    readonly invalidRoom: string;
    readonly copyLink: string;
    readonly linkCopied: string;
    readonly emptyTitle: string;
    readonly emptyText: string;
    readonly messages: string;
    readonly gap: string;
    readonly gapText: string;
    readonly newMessages: (count: number) => string;
    readonly said: (name: string, text: string) => string;
    readonly typing: (names: readonly string[]) => string;
    readonly today: string;
    readonly yesterday: string;
    readonly sending: string;
    readonly waiting: string;
    readonly sent: string;
    readonly failed: string;
    readonly retry: string;
    readonly write: (room: string) => string;
    readonly send: string;
    readonly keys: string;
    readonly tooLong: (over: number) => string;
    readonly guests: readonly string[];
  };
  readonly data: {
    readonly title: string;
    readonly intro: string;
    readonly pause: string;
    readonly resume: string;
    readonly paused: string;
    readonly window: string;
    readonly seconds: (count: number) => string;
    readonly now: string;
    readonly at: (time: string) => string;
    readonly waiting: string;
    readonly charts: { readonly cpu: string; readonly memory: string; readonly loop: string; readonly traffic: string };
    readonly units: { readonly cpu: string; readonly memory: string; readonly loop: string; readonly traffic: string };
    readonly metrics: Readonly<Record<Metric, string>>;
    readonly chartLabel: (title: string, seconds: number) => string;
    readonly chartKeys: string;
    readonly reader: {
      readonly title: string;
      readonly full: string;
      readonly slow: string;
      readonly received: string;
      readonly skipped: string;
      readonly text: string;
    };
    readonly table: string;
    readonly tableCaption: (seconds: number) => string;
    readonly columns: {
      readonly metric: string;
      readonly last: string;
      readonly min: string;
      readonly mean: string;
      readonly max: string;
    };
    readonly perSecond: (value: string) => string;
  };
}
