// The row of buttons over the drawing; everything in it has a key as well.
const STEP = 1.25;
const READABLE = 0.7;
const [PALETTE, MARGIN] = [75, 20];
const [SMALLEST, LARGEST] = [0.2, 4];

export function toolbar(bar, modeler, dialogs) {
  const canvas = modeler.get('canvas');
  const actions = modeler.get('editorActions', false);
  const zoom = (factor) => canvas.zoom(Math.min(LARGEST, Math.max(SMALLEST, canvas.zoom() * factor)), 'auto');
  const acts = {
    undo: () => actions.trigger('undo'),
    redo: () => actions.trigger('redo'),
    copy: () => actions.trigger('copy'),
    paste: () => modeler.get('copyPaste').paste(),
    find: () => actions.trigger('find'),
    'zoom-in': () => zoom(STEP),
    'zoom-out': () => zoom(1 / STEP),
    'zoom-fit': () => fit(canvas),
    minimap: () => modeler.get('minimap').toggle(),
    simulate: () => modeler.get('toggleMode').toggleMode(),
    help: () => dialogs.help(),
  };
  bar.addEventListener('click', (event) => {
    const button = event.target.closest('[data-act]');
    if (button) acts[button.dataset.act]();
  });
  states(bar, modeler);
}

// At most life-size: a small diagram is not blown up.
export function fit(canvas) {
  canvas.zoom('fit-viewport', 'auto');
  if (canvas.zoom() > 1) canvas.zoom(1, 'auto');
}

// A large diagram as a whole cannot be read: begin at its upper left corner, beside the palette.
export function start(canvas, editable) {
  const { inner, outer } = canvas.viewbox();
  const scale = canvas.zoom();
  const [width, height] = [outer.width * scale, outer.height * scale];
  const left = editable ? PALETTE : MARGIN;
  const whole = Math.min((width - left - MARGIN) / inner.width, (height - 2 * MARGIN) / inner.height);
  const zoom = Math.min(1, Math.max(READABLE, whole));
  canvas.viewbox({ x: inner.x - left / zoom, y: inner.y - MARGIN / zoom, width: width / zoom, height: height / zoom });
}

function states(bar, modeler) {
  const button = (act) => bar.querySelector(`[data-act=${act}]`);
  const stack = modeler.get('commandStack', false);
  const simulate = button('simulate');
  modeler.on('tokenSimulation.toggleMode', ({ active }) => {
    simulate.setAttribute('aria-pressed', String(active));
    bar.closest('.studio-editor').classList.toggle('simulating', active);
    for (const act of ['undo', 'redo', 'copy', 'paste']) if (button(act)) button(act).disabled = active;
  });
  if (!stack) return;
  const undoable = () => {
    button('undo').disabled = !stack.canUndo();
    button('redo').disabled = !stack.canRedo();
  };
  modeler.on('commandStack.changed', undoable);
  modeler.on('import.done', undoable);
  undoable();
  const minimap = button('minimap');
  modeler.on('minimap.toggle', ({ open }) => minimap.setAttribute('aria-pressed', String(open)));
}
