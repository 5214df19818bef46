// What every drawing can do besides showing itself: zoom, scroll, keys.
const STEP = 1.25;
const PAN = 60;
const LARGEST = 4;
const ARROWS = { ArrowLeft: [PAN, 0], ArrowRight: [-PAN, 0], ArrowUp: [0, PAN], ArrowDown: [0, -PAN] };

export function fit(canvas) {
  canvas.zoom('fit-viewport', 'auto');
  if (canvas.zoom() > 1) canvas.zoom(1, 'auto');
}

const zoomed = (canvas, factor, point) => canvas.zoom(Math.min(canvas.zoom() * factor, LARGEST), point || 'auto');

export const nearer = (canvas) => zoomed(canvas, STEP);
export const farther = (canvas) => zoomed(canvas, 1 / STEP);

export function buttons(box, canvas, words) {
  const bar = document.createElement('div');
  bar.className = 'bpmn-zoom btn-group btn-group-sm';
  for (const [sign, label, act] of [
    ['+', words.in, () => nearer(canvas)], ['−', words.out, () => farther(canvas)], ['⤢', words.fit, () => fit(canvas)],
  ]) {
    const button = document.createElement('button');
    Object.assign(button, { type: 'button', className: 'btn', textContent: sign, title: label });
    button.setAttribute('aria-label', label);
    button.addEventListener('click', act);
    bar.append(button);
  }
  box.append(bar);
}

// A wheel over the drawing scrolls the page, as people expect; with Ctrl it zooms.  `more` says what
// further keys do.
export function hands(box, canvas, more = {}) {
  box.tabIndex = 0;
  box.addEventListener('keydown', (event) => {
    if (event.target !== box || event.ctrlKey || event.metaKey || event.altKey) return;
    const [dx, dy] = ARROWS[event.key] || [];
    if (dx !== undefined) canvas.scroll({ dx, dy });
    else if (event.key === '+' || event.key === '=') nearer(canvas);
    else if (event.key === '-') farther(canvas);
    else if (event.key === '0') fit(canvas);
    else if (Object.hasOwn(more, event.key)) more[event.key]();
    else return;
    event.preventDefault();
  });
  box.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const frame = box.getBoundingClientRect();
    zoomed(canvas, event.deltaY < 0 ? STEP : 1 / STEP, { x: event.clientX - frame.left, y: event.clientY - frame.top });
  }, { passive: false, capture: true });
}
