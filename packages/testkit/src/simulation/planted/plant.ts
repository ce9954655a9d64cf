/**
 * Plants the bug that the environment names into the sources as they are loaded: `LONGWIRE_PLANTED_BUG="no merge buffer" node
 * --import …/plant.ts …`. For the simulation's own test.
 */
import { registerHooks } from "node:module";
import { plantedBugs } from "./planted-bugs.ts";

const name = process.env.LONGWIRE_PLANTED_BUG ?? "";
const bug = plantedBugs[name];
if (bug === undefined) throw new Error(`there is no bug of the name "${name}"`);

registerHooks({
  load: (url, context, nextLoad) => {
    const loaded = nextLoad(url, context);
    const edits = bug.edits.filter(({ file }) => url.endsWith(`/${file}`));
    if (edits.length === 0) return loaded;
    const { source } = loaded;
    let text = typeof source === "string" ? source : Buffer.from(source as Uint8Array).toString("utf8");
    for (const { file, find, replace } of edits) {
      if (!text.includes(find)) throw new Error(`${file} does not have what "${name}" replaces`);
      text = text.replaceAll(find, () => replace);
    }
    return { ...loaded, source: text };
  },
});
