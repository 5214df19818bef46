// Draw the process diagrams on a page: what is done, and where it stands.
//
//   <div data-bpmn-viewer data-xml="/…/diagram.bpmn" data-done="a b" data-active="c"></div>
//
// `data-counts` holds numbers to be shown at steps, as JSON: [{id, count, href, tone, title}].
// `data-zoom-in`, `data-zoom-out`, `data-zoom-fit` hold the words of the three buttons.  The page
// gives a list of the same steps beside it; the drawing is for those who see it.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import { buttons, fit, hands } from './canvas.js';
import './viewer.css';

const READABLE = 0.7;

const words = (text) => (text || '').split(/\s+/).filter(Boolean);

// A large diagram fitted into its box cannot be read: begin where the case stands.
function focus(viewer, ids) {
  const [canvas, registry] = ['canvas', 'elementRegistry'].map((n) => viewer.get(n));
  const shape = ids.map((id) => registry.get(id)).find(Boolean);
  if (!shape || canvas.zoom() >= READABLE) return;
  const { outer, inner } = canvas.viewbox();
  const size = { width: outer.width / READABLE, height: outer.height / READABLE };
  const start = (middle, room, from, length) => Math.max(from, Math.min(middle - room / 2, from + length - room));
  canvas.viewbox({
    x: start(shape.x + shape.width / 2, size.width, inner.x - 20, inner.width + 40),
    y: start(shape.y + shape.height / 2, size.height, inner.y - 20, inner.height + 40),
    ...size,
  });
}

function mark(viewer, ids, marker, badge, title) {
  const [canvas, registry, overlays] = ['canvas', 'elementRegistry', 'overlays'].map((n) => viewer.get(n));
  for (const id of ids) {
    if (!registry.get(id)) continue;
    canvas.addMarker(id, marker);
    const html = document.createElement('span');
    html.className = `step-badge ${marker}`;
    html.textContent = badge;
    if (title) html.title = title;
    overlays.add(id, 'step', { position: { top: -10, right: 14 }, html });
  }
}

// The table beside the drawing has the same links, so the keyboard does not go through these too.
function count(viewer, numbers) {
  const [registry, overlays] = ['elementRegistry', 'overlays'].map((n) => viewer.get(n));
  for (const { id, count: number, href, tone, title } of numbers) {
    if (!registry.get(id)) continue;
    const html = document.createElement(href ? 'a' : 'span');
    html.className = `step-count ${tone ? `step-count-${tone}` : ''}`;
    html.textContent = number;
    if (href) Object.assign(html, { href, tabIndex: -1 });
    if (title) html.title = title;
    // Readable also where a large drawing is fitted into its box.
    const position = tone === 'stays' ? { bottom: 12, left: -8 } : { top: -12, left: -8 };
    overlays.add(id, 'count', { position, html, scale: { min: 0.9 } });
  }
}

async function draw(box) {
  try {
    const answer = await fetch(box.dataset.xml, { headers: { Accept: 'application/xml' }, credentials: 'same-origin' });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    box.replaceChildren();
    const viewer = new NavigatedViewer({ container: box, zoomScroll: { enabled: false } });
    await viewer.importXML(await answer.text());
    const canvas = viewer.get('canvas');
    fit(canvas);
    mark(viewer, words(box.dataset.done), 'step-done', '✓', box.dataset.doneTitle);
    mark(viewer, words(box.dataset.active), 'step-active', '●', box.dataset.activeTitle);
    count(viewer, JSON.parse(box.dataset.counts || '[]'));
    focus(viewer, words(box.dataset.active));
    const { zoomIn, zoomOut, zoomFit } = box.dataset;
    buttons(box, canvas, { in: zoomIn || '放大', out: zoomOut || '缩小', fit: zoomFit || '看全图' });
    hands(box, canvas);
    box.dataset.state = 'ready';
  } catch (error) {
    console.error(error);
    box.dataset.state = 'failed';
    box.textContent = box.dataset.failed || '流程图未能显示，请看旁边的步骤清单。';
  }
}

// The step where the case stands is in sight in its list, and the page stays where it is.
function standing(list) {
  const step = list.querySelector('[aria-current=step]');
  if (!step) return;
  const [outer, inner] = [list, step].map((each) => each.getBoundingClientRect());
  list.scrollTop += inner.top - outer.top - (outer.height - inner.height) / 2;
}

document.querySelectorAll('.walk').forEach(standing);
document.querySelectorAll('[data-bpmn-viewer]').forEach(draw);
