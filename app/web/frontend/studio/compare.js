// Two versions of a diagram beside each other: marks, one zoom for both, a walk from change to
// change.  The page lists the same in words; without this script the list is all there is.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import { farther, fit, hands, nearer } from '../canvas.js';
import './compare-diagram.css';

const CLOSE = 0.8;
const READABLE = 0.6;
const SIGNS = { added: '+', removed: '−', changed: '≠', moved: '→', layout: '↔' };
const LABELLED = new Set(['added', 'removed', 'changed', 'moved']);

function mark(viewer, { marks, texts }) {
  const [canvas, registry, overlays] = ['canvas', 'elementRegistry', 'overlays'].map((n) => viewer.get(n));
  // The strongest last: what was moved and changed shows that it was changed.
  for (const kind of ['layout', 'moved', 'changed', 'removed', 'added']) {
    for (const id of marks[kind]) {
      const element = registry.get(id);
      if (!element) continue;
      canvas.addMarker(id, `diff-${kind}`);
      if (element.waypoints || !LABELLED.has(kind)) continue;
      const html = document.createElement('span');
      html.className = `diff-badge diff-${kind}`;
      html.textContent = SIGNS[kind];
      html.title = (texts[id] || []).join('\n');
      overlays.add(id, 'difference', { position: { top: -10, right: 14 }, html });
    }
  }
}

async function draw(box, marks, said) {
  try {
    const answer = await fetch(box.dataset.xml, { headers: { Accept: 'application/xml' }, credentials: 'same-origin' });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    box.replaceChildren();
    const viewer = new NavigatedViewer({ container: box, zoomScroll: { enabled: false } });
    await viewer.importXML(await answer.text());
    mark(viewer, marks);
    box.dataset.state = 'ready';
    return viewer;
  } catch (error) {
    console.error(error);
    box.dataset.state = 'failed';
    box.textContent = said;
    return null;
  }
}

// Both show the same part, whichever of them is moved.
function link(viewers) {
  let following = false;
  for (const viewer of viewers) {
    viewer.on('canvas.viewbox.changed', ({ viewbox }) => {
      if (following) return;
      following = true;
      for (const other of viewers) {
        if (other !== viewer) other.get('canvas').viewbox({ x: viewbox.x, y: viewbox.y, width: viewbox.width, height: viewbox.height });
      }
      following = false;
    });
  }
}

// Bring an element into the middle, on the side that has it; the other side follows.
function bringIn(viewers, id) {
  const all = viewers.map((viewer) => [viewer, viewer.get('elementRegistry').get(id)]);
  for (const [viewer] of all) {
    const registry = viewer.get('elementRegistry');
    registry.filter((element) => viewer.get('canvas').hasMarker(element, 'diff-here')).forEach((e) => viewer.get('canvas').removeMarker(e, 'diff-here'));
  }
  const found = all.filter(([, element]) => element);
  for (const [viewer, element] of found) viewer.get('canvas').addMarker(element, 'diff-here');
  const last = found.at(-1);
  if (!last) return;
  const [viewer, element] = last;
  const canvas = viewer.get('canvas');
  if (canvas.zoom() < CLOSE) canvas.zoom(CLOSE);
  const points = element.waypoints || [{ x: element.x + element.width / 2, y: element.y + element.height / 2 }];
  const middle = { x: (points[0].x + points.at(-1).x) / 2, y: (points[0].y + points.at(-1).y) / 2 };
  const { outer, scale } = canvas.viewbox();
  const size = { width: outer.width / scale, height: outer.height / scale };
  canvas.viewbox({ x: middle.x - size.width / 2, y: middle.y - size.height / 2, ...size });
}

function button(text, label, act) {
  const made = document.createElement('button');
  Object.assign(made, { type: 'button', className: 'btn btn-sm btn-outline-secondary', textContent: text });
  if (label) made.setAttribute('aria-label', label);
  made.addEventListener('click', act);
  return made;
}

async function compare(page) {
  const marks = JSON.parse(document.getElementById('compare-marks').textContent);
  const boxes = [...page.querySelectorAll('.compare-box')];
  const drawn = await Promise.all(boxes.map((box) => draw(box, marks, page.dataset.failed)));
  const viewers = drawn.filter(Boolean);
  if (!viewers.length) return;
  link(viewers);
  const lines = [...document.querySelectorAll('.change[data-element]')];
  const said = page.querySelector('[data-compare-said]');
  let here = -1;
  const show = (number, quiet) => {
    here = number;
    lines.forEach((line, n) => line.classList.toggle('is-here', n === number));
    bringIn(viewers, lines[number].dataset.element);
    if (!quiet) said.textContent = lines[number].textContent;
  };
  const walk = (by) => { if (lines.length) show((here + by + lines.length) % lines.length); };
  lines.forEach((line, n) => {
    const find = button('◎', `${page.dataset.show}: ${line.textContent.trim()}`, () => show(n, true));
    find.classList.add('btn-icon', 'ms-1');
    line.append(' ', find);
  });
  drawn.forEach((viewer, n) => viewer && hands(boxes[n], viewer.get('canvas'), { n: () => walk(1), p: () => walk(-1) }));
  const first = viewers.at(-1).get('canvas');
  const tools = page.querySelector('.compare-tools');
  if (lines.length) tools.append(button(page.dataset.previous, '', () => walk(here < 0 ? 0 : -1)), button(page.dataset.next, '', () => walk(1)));
  tools.append(
    button('+', page.dataset.in, () => nearer(first)),
    button('−', page.dataset.out, () => farther(first)),
    button('⤢', page.dataset.fit, () => fit(first)),
  );
  fit(first);
  if (lines.length && first.zoom() < READABLE) show(0, true);
  page.dataset.state = 'ready';
}

document.querySelectorAll('[data-compare]').forEach(compare);
