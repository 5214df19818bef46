// Numbers of cases, shown in the diagram.
//
//   <div data-heat data-xml="/…/diagram.bpmn"></div>
//   <script type="application/json" id="heat-data">{"steps": [{id, text, title, level, marks, url}],
//                                                   "arrows": [{id, text, title, url}]}</script>
//
// The table below says the same with the same links, so the keyboard does not go through these too.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import './heat.css';

const STEP = 1.25;
const PAN = 60;
const LARGEST = 4;
const ARROWS = { ArrowLeft: [PAN, 0], ArrowRight: [-PAN, 0], ArrowUp: [0, PAN], ArrowDown: [0, -PAN] };

function fit(canvas) {
  canvas.zoom('fit-viewport', 'auto');
  if (canvas.zoom() > 1) canvas.zoom(1, 'auto');
}

const zoomed = (canvas, factor) => canvas.zoom(Math.min(canvas.zoom() * factor, LARGEST), 'auto');

function label({ text, title, url, marks }, kind) {
  const link = document.createElement('a');
  Object.assign(link, { className: `heat-label heat-${kind}${marks ? ' heat-marked' : ''}`, href: url, textContent: text, title, tabIndex: -1 });
  return link;
}

function steps(viewer, shown) {
  const [canvas, registry, overlays] = ['canvas', 'elementRegistry', 'overlays'].map((name) => viewer.get(name));
  for (const one of shown) {
    const shape = registry.get(one.id);
    if (!shape) continue;
    canvas.addMarker(one.id, `heat-${one.level}`);
    if (one.marks) canvas.addMarker(one.id, 'heat-bottleneck');
    overlays.add(one.id, 'heat', { position: { bottom: 4, left: -6 }, html: label(one, 'step'), scale: { min: 0.9 } });
  }
}

// An arrow's number stands on the middle of its longest part.
function arrows(viewer, shown) {
  const [registry, overlays] = ['elementRegistry', 'overlays'].map((name) => viewer.get(name));
  for (const one of shown) {
    const points = registry.get(one.id)?.waypoints;
    if (!points) continue;
    const parts = points.slice(1).map((to, index) => [points[index], to]);
    const length = ([from, to]) => Math.hypot(to.x - from.x, to.y - from.y);
    const [from, to] = parts.reduce((best, part) => (length(part) > length(best) ? part : best));
    const [left, top] = ['x', 'y'].map((axis) => (from[axis] + to[axis]) / 2 - Math.min(...points.map((point) => point[axis])));
    overlays.add(one.id, 'heat', { position: { left: left - 8, top: top - 9 }, html: label(one, 'arrow'), scale: { min: 0.9 } });
  }
}

function buttons(box, canvas) {
  const bar = document.createElement('div');
  bar.className = 'heat-zoom btn-group btn-group-sm';
  for (const [sign, word, act] of [
    ['+', box.dataset.zoomIn, () => zoomed(canvas, STEP)],
    ['−', box.dataset.zoomOut, () => zoomed(canvas, 1 / STEP)],
    ['⤢', box.dataset.zoomFit, () => fit(canvas)],
  ]) {
    const button = document.createElement('button');
    Object.assign(button, { type: 'button', className: 'btn', textContent: sign, title: word });
    button.setAttribute('aria-label', word);
    button.addEventListener('click', act);
    bar.append(button);
  }
  box.append(bar);
}

function keys(box, canvas) {
  box.tabIndex = 0;
  box.addEventListener('keydown', (event) => {
    if (event.target !== box || event.ctrlKey || event.metaKey || event.altKey) return;
    const [dx, dy] = ARROWS[event.key] || [];
    if (dx !== undefined) canvas.scroll({ dx, dy });
    else if (event.key === '+' || event.key === '=') zoomed(canvas, STEP);
    else if (event.key === '-') zoomed(canvas, 1 / STEP);
    else if (event.key === '0') fit(canvas);
    else return;
    event.preventDefault();
  });
}

async function draw(box) {
  try {
    const numbers = JSON.parse(document.getElementById('heat-data').textContent);
    const answer = await fetch(box.dataset.xml, { headers: { Accept: 'application/xml' }, credentials: 'same-origin' });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    box.replaceChildren();
    // A wheel over the drawing scrolls the page, as people expect.
    const viewer = new NavigatedViewer({ container: box, zoomScroll: { enabled: false } });
    await viewer.importXML(await answer.text());
    const canvas = viewer.get('canvas');
    fit(canvas);
    arrows(viewer, numbers.arrows);
    steps(viewer, numbers.steps);
    buttons(box, canvas);
    keys(box, canvas);
    box.dataset.state = 'ready';
  } catch (error) {
    console.error(error);
    box.dataset.state = 'failed';
    box.textContent = box.dataset.failed;
  }
}

document.querySelectorAll('[data-heat]').forEach(draw);
