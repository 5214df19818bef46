// Some packages know no language but English.  Their texts are put into the page's language when the
// bundle is made: each literal is wrapped in `said("…")` of form-words.js.  How often each stands in
// the pinned version is written down, so that a new version cannot bring back English unnoticed.
import fs from 'node:fs';
import path from 'node:path';

const BEFORE = '(?<=(?:label|title|children|placeholder|name|text|"aria-label"): |return |\\}\\), |[?:] |= )';

// Replace in a source; returns it with what was replaced how often.
export function translate(source, { literals = {}, pieces = [] }) {
  const found = {};
  let text = source;
  for (const literal of Object.keys(literals)) {
    const escaped = literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    let times = 0;
    text = text.replace(new RegExp(`${BEFORE}(["'])${escaped}\\1(?!\\s*:)`, 'g'), (quoted) => {
      times += 1;
      return `__said(${quoted})`;
    });
    found[literal] = times;
  }
  for (const [from, to] of pieces) {
    found[from] = text.split(from).length - 1;
    text = text.replaceAll(from, to);
  }
  return { text, found };
}

// What does not stand there as often as it is written down.
export function surprises(file, { literals = {}, pieces = [] }, found) {
  const wanted = { ...literals, ...Object.fromEntries(pieces.map(([from, , times]) => [from, times])) };
  return Object.entries(wanted)
    .filter(([name, times]) => found[name] !== times)
    .map(([name, times]) => `${file}: “${name}” stands there ${found[name]} times, not ${times}`);
}

export function translating(words, files) {
  return {
    name: 'translating',
    setup(build) {
      for (const [file, texts] of Object.entries(files)) {
        const filter = new RegExp(`${file.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
        build.onLoad({ filter }, (asked) => {
          const { text, found } = translate(fs.readFileSync(asked.path, 'utf8'), texts);
          const errors = surprises(file, texts, found).map((told) => ({ text: told }));
          const contents = `import { said as __said } from ${JSON.stringify(path.resolve(words))};\n${text}`;
          return { contents, loader: 'js', errors };
        });
      }
    },
  };
}

// form-js's editor and its canvas must share one copy of preact; npm lays down one for each.
export function oneCopy(name, folder) {
  return {
    name: 'one-copy',
    setup(build) {
      build.onResolve({ filter: new RegExp(`^${name}(/|$)`) }, (asked) => (
        asked.pluginData === 'settled' ? undefined : build.resolve(asked.path, { kind: asked.kind, resolveDir: path.resolve(folder), pluginData: 'settled' })));
    },
  };
}
