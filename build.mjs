// Bundle the browser code: app/web/frontend/*.js → app/web/static/dist, with a manifest that
// `app/web/assets.py` reads.  Entries of one group share chunks; unrelated ones must not.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { EDITOR, FILES, WORDS } from './app/web/frontend/studio/form-js-texts.mjs';
import { oneCopy, translating } from './app/web/frontend/studio/translating.mjs';
import { packageWords } from './app/web/frontend/studio/package-words.mjs';

const SOURCE = 'app/web/frontend';
const TARGET = 'app/web/static/dist';
const NEW = `${TARGET}.new`;
const GROUPS = [
  { entries: ['site.js'] },
  { entries: ['viewer.js', 'studio/compare.js', 'studio/play.js', 'studio/heat.js'] },
  { entries: ['charts.js'] },
  { entries: ['gongwen.js', 'xinhan.js'] },
  { entries: ['studio/editor.js', 'studio/roundtrip.js'], plugins: [packageWords] },
  { entries: ['studio/form-editor.js'], plugins: [translating(WORDS, FILES), oneCopy('preact', EDITOR)] },
];
const COPIES = {
  tabler: { js: '@tabler/core/dist/js/tabler.min.js', css: '@tabler/core/dist/css/tabler.min.css' },
};
const PACKED_FROM = 1024;
// Brotli's best takes seconds for the editors, which few load, and a seventh less than its 9.
const BEST_UP_TO = 700_000;

const manifest = {};
fs.rmSync(NEW, { recursive: true, force: true });
fs.mkdirSync(NEW, { recursive: true });

for (const group of GROUPS) {
  const { metafile } = await build({
    entryPoints: group.entries.map((name) => path.join(SOURCE, name)),
    outdir: NEW, bundle: true, splitting: true, format: 'esm', target: 'es2022', minify: true,
    metafile: true, plugins: group.plugins || [], legalComments: 'linked', logLevel: 'warning',
    entryNames: '[name]-[hash]', chunkNames: 'chunk-[hash]', assetNames: 'asset-[hash]',
    loader: { '.woff2': 'file', '.woff': 'file', '.ttf': 'file', '.eot': 'file', '.svg': 'file' },
  });
  for (const [file, output] of Object.entries(metafile.outputs)) {
    if (!output.entryPoint) continue;
    manifest[path.basename(output.entryPoint, '.js')] = {
      js: path.basename(file),
      css: output.cssBundle ? path.basename(output.cssBundle) : null,
      imports: output.imports.filter((i) => i.kind === 'import-statement').map((i) => path.basename(i.path)),
    };
  }
}

for (const [name, files] of Object.entries(COPIES)) {
  manifest[name] = { js: null, css: null, imports: [] };
  for (const [kind, file] of Object.entries(files)) {
    const text = fs.readFileSync(path.join('node_modules', file), 'utf8').replace(/\n\/\*# sourceMappingURL.*|\n\/\/# sourceMappingURL.*/g, '');
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 8).toUpperCase();
    manifest[name][kind] = `${name}-${hash}.${kind}`;
    fs.writeFileSync(path.join(NEW, manifest[name][kind]), text);
  }
}

for (const file of fs.readdirSync(NEW)) {
  const bytes = fs.readFileSync(path.join(NEW, file));
  if (/\.(js|css|svg)$/.test(file) && bytes.length >= PACKED_FROM) {
    fs.writeFileSync(path.join(NEW, `${file}.gz`), gzipSync(bytes, { level: 9 }));
    fs.writeFileSync(path.join(NEW, `${file}.br`), brotli(bytes));
  }
}

function brotli(bytes) {
  return brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: bytes.length > BEST_UP_TO ? 9 : 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}

fs.writeFileSync(path.join(NEW, 'manifest.json'), JSON.stringify(manifest, null, 1));
fs.rmSync(TARGET, { recursive: true, force: true });
fs.renameSync(NEW, TARGET);
console.log(`Browser code: ${Object.keys(manifest).join(', ')} → ${TARGET}`);
