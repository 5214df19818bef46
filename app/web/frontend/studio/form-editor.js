// The editor of forms: form-js's palette and canvas, limited to what our forms know; the rest is ours.
import { FormEditor } from '@bpmn-io/form-js-editor';
import '@bpmn-io/form-js-viewer/dist/assets/form-js.css';
import '@bpmn-io/form-js-editor/dist/assets/form-js-editor.css';
import './form-editor.css';
import { begin, fieldsOf, SUPPORTED } from './form-fields.js';
import { panel } from './form-panel.js';
import { preview } from './form-preview.js';
import { saving } from './saving.js';
import { h } from './elements.js';
import { words } from './form-words.js';

// Without the properties panel of form-js: ours stands in its place.
class Editor extends FormEditor {
  _getModules() {
    const none = { attachTo() {}, registerProvider() {} };
    return [...super._getModules().filter((module) => !module.propertiesProvider), { propertiesPanel: ['value', none] }];
  }
}

async function start(config) {
  const find = (name) => document.querySelector(`[data-${name}]`);
  const token = document.querySelector('meta[name=csrf-token]').content;
  find('editor').hidden = find('bar').hidden = false;
  const canvas = find('canvas');
  const editor = new Editor({ container: canvas, propertiesPanel: { parent: find('panel') } });
  limit(editor);
  try {
    await editor.importSchema({ type: 'default', id: 'form', ...config.schema });
  } catch (error) {
    find('questions').replaceChildren(h('div', { class: 'alert alert-danger', role: 'alert' }, words.broken + error.message));
    find('editor').hidden = find('bar').hidden = true;
    return;
  }
  const read = () => JSON.stringify(editor.saveSchema(), null, 2);
  const fields = fieldsOf(editor);
  const side = panel(find('panel'), editor, fields);
  const shown = preview({ address: config.previews, token, read });
  const saver = saving({
    address: config.saves, version: config.version, token, key: config.memory, read,
    status: find('saving'), place: find('questions'), answered: ({ faults }) => checked(find('checks'), faults, editor),
  });

  const stack = editor.get('commandStack');
  const bus = editor.get('eventBus');
  bus.on('commandStack.changed', () => { saver.changed(); shown.later(); });
  bus.on(['commandStack.reverted', 'commandStack.formField.move.postExecuted', 'commandStack.formField.add.postExecuted', 'commandStack.formField.remove.postExecuted'], () => setTimeout(side.draw));
  bus.on('selection.changed', () => setTimeout(side.draw));
  find('undo').addEventListener('click', () => { if (stack.canUndo()) stack.undo(); side.draw(); });
  find('redo').addEventListener('click', () => { if (stack.canRedo()) stack.redo(); side.draw(); });
  find('save').addEventListener('click', () => saver.now());
  side.draw();
  saver.offer(async (content) => {
    await editor.importSchema(JSON.parse(content));
    saver.changed();
    shown.later();
    side.draw();
  });
  canvas.dataset.state = 'ready';
}

// Only the components that the server takes; new ones begin with what our forms need.
function limit(editor) {
  const known = editor.get('formFields')._formFields;
  for (const type of Object.keys(known)) if (type !== 'default' && !SUPPORTED.includes(type)) delete known[type];
  editor.get('eventBus').on('commandStack.formField.add.preExecute', ({ context }) => begin(context.formField));
}

// What is wrong, each a button that leads to its field.
function checked(place, faults, editor) {
  const registry = editor.get('formFieldRegistry');
  if (!faults.length) return place.replaceChildren(h('p', { class: 'mb-0' }, words.fine));
  const lines = faults.map(({ component, text }) => {
    const field = component && registry.get(component);
    const line = field ? h('button', { type: 'button', class: 'btn btn-link p-0 text-start', onclick: () => editor.get('selection').set(field) }, text) : text;
    return h('li', {}, line);
  });
  return place.replaceChildren(h('ul', { class: 'mb-0' }, ...lines));
}

const config = document.getElementById('form-editor');
if (config) start(JSON.parse(config.textContent));
