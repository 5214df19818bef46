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
import { buttons, fit, hands } from '../canvas.js';
import './heat.css';

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

async function draw(box) {
  try {
    const numbers = JSON.parse(document.getElementById('heat-data').textContent);
    const answer = await fetch(box.dataset.xml, { headers: { Accept: 'application/xml' }, credentials: 'same-origin' });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    box.replaceChildren();
    const viewer = new NavigatedViewer({ container: box, zoomScroll: { enabled: false } });
    await viewer.importXML(await answer.text());
    const canvas = viewer.get('canvas');
    fit(canvas);
    arrows(viewer, numbers.arrows);
    steps(viewer, numbers.steps);
    buttons(box, canvas, { in: box.dataset.zoomIn, out: box.dataset.zoomOut, fit: box.dataset.zoomFit });
    hands(box, canvas);
    box.dataset.state = 'ready';
  } catch (error) {
    console.error(error);
    box.dataset.state = 'failed';
    box.textContent = box.dataset.failed;
  }
}

document.querySelectorAll('[data-heat]').forEach(draw);
