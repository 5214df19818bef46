// A played scenario in the diagram: step on and back, see what is open and which arrows were taken.
// The page lists the same steps, each a link to itself; this script only spares the loading.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import '../viewer.css';
import './play.css';
import { buttons, fit, hands } from '../canvas.js';

const READABLE = 0.6;
const data = JSON.parse(document.getElementById('play-data').textContent);
const box = document.querySelector('[data-play]');
const list = document.getElementById('steps');
const xml = new Map();
const state = { at: data.at, shown: data.shown, drawn: '', marked: [] };
let viewer;

const processOf = (name) => name.slice(0, name.indexOf('/'));
const within = (names, process) => names.filter((name) => processOf(name) === process).map((name) => name.slice(process.length + 1));

async function read(process) {
  if (!xml.has(process)) {
    const answer = await fetch(data.xml.replace('__key__', encodeURIComponent(process)), { headers: { Accept: 'application/xml' }, credentials: 'same-origin' });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    xml.set(process, await answer.text());
  }
  return xml.get(process);
}

function mark(ids, marker) {
  const [canvas, registry] = [viewer.get('canvas'), viewer.get('elementRegistry')];
  for (const id of ids) {
    if (!registry.get(id)) continue;
    canvas.addMarker(id, marker);
    state.marked.push([id, marker]);
  }
}

// What is open, or was taken, in sight; a drawing that fits whole stays as it is.
function look(ids) {
  const [canvas, registry] = [viewer.get('canvas'), viewer.get('elementRegistry')];
  const shape = ids.map((id) => registry.get(id)).find((each) => each && !each.waypoints);
  if (!shape) return;
  if (canvas.zoom() < READABLE) canvas.zoom(READABLE, 'auto');
  const { x, y, width, height } = canvas.viewbox();
  const middle = { x: shape.x + shape.width / 2, y: shape.y + shape.height / 2 };
  const near = Math.abs(middle.x - x - width / 2) < width / 3 && Math.abs(middle.y - y - height / 2) < height / 3;
  if (!near) canvas.viewbox({ x: middle.x - width / 2, y: middle.y - height / 2, width, height });
}

async function draw() {
  if (state.drawn !== state.shown) {
    const text = await read(state.shown);
    await viewer.importXML(text);
    state.drawn = state.shown;
    state.marked = [];
    fit(viewer.get('canvas'));
  }
  for (const [id, marker] of state.marked.splice(0)) viewer.get('canvas').removeMarker(id, marker);
  if (data.covered) {
    mark(data.covered.taken, 'play-done');
    mark(data.covered.missed, 'play-missed');
    return;
  }
  const step = data.steps[state.at];
  const before = data.steps.slice(0, state.at).flatMap((one) => one.taken);
  const [open, taken] = [within(step.open, state.shown), within(step.taken, state.shown)];
  mark(within(before, state.shown), 'play-done');
  mark(taken, 'play-taken');
  mark(open, 'play-open');
  look(open.length ? open : taken);
}

function chooseDiagram() {
  const step = data.steps[state.at];
  const wanted = [...step.open, ...step.taken].map(processOf).find((process) => data.processes.includes(process));
  if (wanted) state.shown = wanted;
}

function tell() {
  const items = list.querySelectorAll('li[data-step]');
  items.forEach((item) => {
    if (item.hasAttribute('aria-current') && !item.classList.contains('play-wrong')) item.querySelector('details')?.removeAttribute('open');
    item.removeAttribute('aria-current');
  });
  const item = items[state.at];
  item.querySelector('details')?.setAttribute('open', '');
  item.setAttribute('aria-current', 'step');
  document.querySelector('[data-play-said]').textContent = item.dataset.said;
  const [outer, inner] = [list, item].map((each) => each.getBoundingClientRect());
  if (inner.top < outer.top || inner.bottom > outer.bottom) list.scrollTop += inner.top - outer.top - outer.height / 4;
  document.querySelectorAll('[data-play-tabs] a').forEach((tab) => {
    const here = tab.dataset.process === state.shown;
    tab.classList.toggle('active', here);
    tab.toggleAttribute('aria-current', here);
  });
  for (const button of document.querySelectorAll('[data-play-go]')) {
    const stays = target(button.dataset.playGo) === state.at;
    button.classList.toggle('disabled', stays);
    button.setAttribute('aria-disabled', stays);
  }
  history.replaceState(null, '', `?step=${state.at}`);
}

const last = data.steps.length - 1;
const target = (where) => ({ first: 0, back: Math.max(state.at - 1, 0), on: Math.min(state.at + 1, last), last })[where];

async function go(step) {
  state.at = step;
  chooseDiagram();
  tell();
  await draw();
}

function listen() {
  const at = (selector, act) => document.querySelectorAll(selector).forEach((link) => link.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    act(link).catch(fail);
  }));
  at('[data-play-go]', (link) => go(target(link.dataset.playGo)));
  at('#steps li[data-step] > a', (link) => go(Number(link.parentElement.dataset.step)));
  at('[data-play-tabs] a', async (link) => {
    state.shown = link.dataset.process;
    tell();
    await draw();
  });
}

function fail(error) {
  console.error(error);
  box.dataset.state = 'failed';
  box.textContent = data.words.failed;
}

async function begin() {
  box.replaceChildren();
  viewer = new NavigatedViewer({ container: box, zoomScroll: { enabled: false } });
  await draw();
  buttons(box, viewer.get('canvas'), data.words);
  hands(box, viewer.get('canvas'));
  if (list) {
    listen();
    tell();
  }
  box.dataset.state = 'ready';
}

begin().catch(fail);
