// The editor of forms: form-js's palette and canvas, limited to what our forms know; the rest is ours.
import { h as create } from 'preact';
import { FormEditor } from '@bpmn-io/form-js-editor';
import '@bpmn-io/form-js-viewer/dist/assets/form-js.css';
import '@bpmn-io/form-js-editor/dist/assets/form-js-editor.css';
import './form-editor.css';
import { begin, fieldsOf, shareRows, SUPPORTED, tidy } from './form-fields.js';
import { panel } from './form-panel.js';
import { preview } from './form-preview.js';
import { saving, token } from './saving.js';
import { h } from './elements.js';
import { words } from './form-words.js';
import { language } from './words.js';

// Without the properties panel of form-js: ours stands in its place.
class Editor extends FormEditor {
  _getModules() {
    const none = { attachTo() {}, registerProvider() {} };
    return [...super._getModules().filter((module) => !module.propertiesProvider), { propertiesPanel: ['value', none] }];
  }
}

async function start(config) {
  const find = (name) => document.querySelector(`[data-${name}]`);
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
  const read = () => JSON.stringify(tidy(editor.saveSchema()), null, 2);
  const fields = fieldsOf(editor);
  const side = panel(find('panel'), editor, fields);
  const shown = preview({ address: config.previews, read });
  const saver = saving({
    address: config.saves, version: config.version, key: config.memory, read,
    status: find('saving'), place: find('questions'), answered: ({ faults }) => { checked(find('checks'), faults, editor); around(); },
  });
  // What is wrong with the whole draft because of this form takes a little longer to find.
  async function around() {
    const answer = await fetch(config.checks, {
      method: 'POST', credentials: 'same-origin', body: JSON.stringify({ content: read() }),
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': token() },
    }).catch(() => null);
    if (answer?.ok) checked(find('checks'), (await answer.json()).faults, editor);
  }

  shareRows(editor);
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
  around();
}

// Only the components that the server takes; new ones begin with what our forms need.
function limit(editor) {
  const known = editor.get('formFields')._formFields;
  for (const type of Object.keys(known)) if (type !== 'default' && !SUPPORTED.includes(type)) delete known[type];
  if (language === 'en') for (const type of Object.keys(known)) if (type !== 'default') known[type] = inEnglish(known[type]);
  editor.get('eventBus').on('commandStack.formField.add.preExecute', ({ context }) => begin(context.formField));
}

// The canvas shows a field by its English names where there are any.
function inEnglish(Shown) {
  const Spoken = (props) => create(Shown, { ...props, field: spoken(props.field) });
  Spoken.config = Shown.config;
  return Spoken;
}

function spoken(field) {
  const said = field.properties || {};
  const label = field.type === 'datetime' ? 'dateLabel' : 'label';
  return {
    ...field,
    ...(said.label_en ? { [label]: said.label_en } : {}),
    ...(said.description_en ? { description: said.description_en } : {}),
    ...(said.text_en ? { text: said.text_en } : {}),
    ...(said.options_en && field.values ? { values: field.values.map((one) => ({ ...one, label: said.options_en[one.value] || one.label })) } : {}),
  };
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
