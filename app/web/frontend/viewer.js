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
import './viewer.css';

const STEP = 1.25;
const PAN = 60;
const LARGEST = 4;
const READABLE = 0.7;
const ARROWS = { ArrowLeft: [PAN, 0], ArrowRight: [-PAN, 0], ArrowUp: [0, PAN], ArrowDown: [0, -PAN] };

const words = (text) => (text || '').split(/\s+/).filter(Boolean);

function fit(canvas) {
  canvas.zoom('fit-viewport', 'auto');
  if (canvas.zoom() > 1) canvas.zoom(1, 'auto');
}

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

function buttons(box, canvas) {
  const bar = document.createElement('div');
  bar.className = 'bpmn-zoom btn-group btn-group-sm';
  const actions = [
    ['+', box.dataset.zoomIn || '放大', () => canvas.zoom(Math.min(canvas.zoom() * STEP, LARGEST), 'auto')],
    ['−', box.dataset.zoomOut || '缩小', () => canvas.zoom(canvas.zoom() / STEP, 'auto')],
    ['⤢', box.dataset.zoomFit || '看全图', () => fit(canvas)],
  ];
  for (const [sign, label, act] of actions) {
    const button = document.createElement('button');
    Object.assign(button, { type: 'button', className: 'btn', textContent: sign, title: label });
    button.setAttribute('aria-label', label);
    button.addEventListener('click', act);
    bar.append(button);
  }
  box.append(bar);
}

function keys(box, canvas) {
  box.tabIndex = 0;
  box.addEventListener('keydown', (event) => {
    if (event.target !== box || event.ctrlKey || event.metaKey || event.altKey) return;
    if (ARROWS[event.key]) {
      const [dx, dy] = ARROWS[event.key];
      canvas.scroll({ dx, dy });
    } else if (event.key === '+' || event.key === '=') canvas.zoom(Math.min(canvas.zoom() * STEP, LARGEST), 'auto');
    else if (event.key === '-') canvas.zoom(canvas.zoom() / STEP, 'auto');
    else if (event.key === '0') fit(canvas);
    else return;
    event.preventDefault();
  });
}

async function draw(box) {
  try {
    const answer = await fetch(box.dataset.xml, { headers: { Accept: 'application/xml' }, credentials: 'same-origin' });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    // A wheel over the drawing scrolls the page, as people expect; with Ctrl it zooms.
    box.replaceChildren();
    const viewer = new NavigatedViewer({ container: box, zoomScroll: { enabled: false } });
    await viewer.importXML(await answer.text());
    const canvas = viewer.get('canvas');
    fit(canvas);
    mark(viewer, words(box.dataset.done), 'step-done', '✓', box.dataset.doneTitle);
    mark(viewer, words(box.dataset.active), 'step-active', '●', box.dataset.activeTitle);
    count(viewer, JSON.parse(box.dataset.counts || '[]'));
    focus(viewer, words(box.dataset.active));
    buttons(box, canvas);
    keys(box, canvas);
    box.addEventListener('wheel', (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      const frame = box.getBoundingClientRect();
      const point = { x: event.clientX - frame.left, y: event.clientY - frame.top };
      const factor = event.deltaY < 0 ? STEP : 1 / STEP;
      canvas.zoom(Math.min(canvas.zoom() * factor, LARGEST), point);
    }, { passive: false, capture: true });
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
