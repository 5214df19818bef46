// The page on which a diagram of a draft is drawn.  A narrow screen, and a draft that is not open any
// more, show it only.
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import 'bpmn-js-token-simulation/assets/css/bpmn-js-token-simulation.css';
import 'diagram-js-minimap/assets/diagram-js-minimap.css';
import './editor.css';
import { makeDialogs } from './editor/dialogs.js';
import { Faults } from './editor/faults.js';
import { makeModeler } from './editor/modeler.js';
import { Panel } from './editor/panel/index.js';
import { Kept, Saving } from './editor/saving.js';
import { start, toolbar } from './editor/toolbar.js';
import { missing, t } from './editor/translate.js';
import { makeLint } from './lint/index.js';

const NARROW = '(max-width: 760px)';
const page = document.getElementById('studio-editor');
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const status = document.getElementById('editor-status');

function say(words, state) {
  status.textContent = words;
  page.dataset.saving = state;
}

async function begin() {
  const config = read('editor-config');
  const facts = read('editor-facts');
  if (matchMedia(NARROW).matches) config.editable = false;
  page.classList.toggle('looking', !config.editable);
  const modeler = makeModeler(page.querySelector('[data-canvas]'), config);
  // For the browser's console and for tests.
  Object.assign(page, { modeler, missing });
  const dialogs = makeDialogs(config, async () => (await modeler.saveXML({ format: true })).xml);
  const kept = new Kept(config);
  const faults = new Faults(page.querySelector('[data-checks]'), modeler, config, makeLint(modeler, facts));
  let panel;
  const checked = (said, fresh) => {
    Object.assign(facts, said.facts);
    panel.redraw();
    faults.told(said.faults, fresh);
    if (fresh) faults.look();
  };
  const saving = new Saving(modeler, config, { say, dialogs, kept, checked });
  const ask = async (expression) => {
    const answer = await saving.post(config.condition, { expression }).catch(() => null);
    return answer && answer.ok ? answer.json() : { reason: t('It could not be checked just now; it is checked with the next save.'), names: [] };
  };
  await open(modeler, config);
  panel = new Panel(page.querySelector('[data-panel]'), modeler, config, facts, ask);
  toolbar(page.querySelector('[data-toolbar]'), modeler, dialogs);
  await faults.look();
  page.dataset.state = 'ready';
  performance.mark('editor-ready');
  saving.check();
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && saving.check());
  if (config.editable) await goOn(modeler, config, kept, saving, dialogs);
}

async function open(modeler, config) {
  const answer = await fetch(config.diagram, { headers: { Accept: 'application/xml' }, credentials: 'same-origin' });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  config.xml = await answer.text();
  config.version = Number(answer.headers.get('X-Draft-Version'));
  await modeler.importXML(config.xml);
  start(modeler.get('canvas'), config.editable);
}

// Work that never reached the server is offered, not forced upon anybody.
async function goOn(modeler, config, kept, saving, dialogs) {
  saving.version = config.version;
  const found = kept.found();
  if (!found || found.xml === config.xml) return;
  if ((await dialogs.found(found)) !== 'continue') {
    kept.forget();
    return;
  }
  await modeler.importXML(found.xml);
  start(modeler.get('canvas'), config.editable);
  saving.version = found.version;
  saving.touched();
}

begin().catch((error) => {
  console.error(error);
  page.dataset.state = 'failed';
  say(t('The diagram could not be opened. Reload the page.'), 'failed');
});
