// The fields of the panel, as plain as the forms of other pages.
import { t } from '../translate.js';

export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (name in made && typeof value !== 'string') made[name] = value;
    else if (value !== undefined && value !== false) made.setAttribute(name, value);
  }
  made.append(...children.filter((one) => one !== null && one !== undefined && one !== false));
  return made;
}

const help = (id, text) => (text ? make('div', { class: 'form-text', id: `${id}-help` }, text) : null);
const label = (id, text) => make('label', { class: 'form-label mb-1', for: id }, text);

function field(id, title, input, text, extra) {
  if (text) input.setAttribute('aria-describedby', `${id}-help`);
  return make('div', { class: 'mb-2' }, label(id, title), input, help(id, text), extra);
}

// What is shown and what is being typed are told apart, so that nothing typed is drawn over.
const shows = (input) => { input.dataset.shown = input.value; };
export const isBeingTyped = (input) => Boolean(input && input.dataset && input.dataset.shown !== undefined && input.value !== input.dataset.shown);

function typed(input, onchange) {
  shows(input);
  input.addEventListener('change', () => {
    shows(input);
    onchange(input.value.trim(), input);
  });
}

export function text({ id, title, value, note, onchange, pattern, max = 100, extra }) {
  const input = make('input', { id, class: 'form-control form-control-sm', value: value || '', maxlength: String(max), autocomplete: 'off', spellcheck: 'false' });
  typed(input, onchange);
  if (pattern) input.setAttribute('pattern', pattern);
  return field(id, title, input, note, extra);
}

export function area({ id, title, value, note, onchange, rows = 3, extra }) {
  const input = make('textarea', { id, class: 'form-control form-control-sm', rows: String(rows) });
  input.value = value || '';
  typed(input, onchange);
  return field(id, title, input, note, extra);
}

// `options` are {id, title}; a value that is not among them is kept and shown as it is.
export function select({ id, title, value, options, none, note, onchange, extra }) {
  const input = make('select', { id, class: 'form-select form-select-sm', onchange: () => onchange(input.value) });
  if (none !== undefined) input.append(make('option', { value: '' }, none));
  const listed = options.some((one) => one.id === (value || '')) || !value ? options : [...options, { id: value, title: t('{name} (unknown)', { name: value }) }];
  for (const one of listed) input.append(make('option', { value: one.id, selected: one.id === value }, one.title));
  input.value = value || '';
  return field(id, title, input, note, extra);
}

// Several of a list, in the order of the list.
export function several({ id, title, values, options, note, onchange }) {
  const known = [...options, ...values.filter((v) => !options.some((o) => o.id === v)).map((v) => ({ id: v, title: t('{name} (unknown)', { name: v }) }))];
  const box = make('fieldset', { class: 'mb-2', id }, make('legend', { class: 'form-label mb-1' }, title));
  for (const [place, one] of known.entries()) {
    const input = make('input', { type: 'checkbox', class: 'form-check-input', id: `${id}-${place}`, value: one.id, checked: values.includes(one.id) });
    input.addEventListener('change', () => onchange([...box.querySelectorAll('input:checked')].map((each) => each.value)));
    box.append(make('label', { class: 'form-check mb-0', for: input.id }, input, make('span', { class: 'form-check-label' }, one.title)));
  }
  if (!known.length) box.append(make('span', { class: 'text-secondary small' }, t('nothing to choose from')));
  if (note) box.append(help(id, note));
  return box;
}

export function check({ id, title, value, note, onchange }) {
  const input = make('input', { type: 'checkbox', class: 'form-check-input', id, checked: Boolean(value), onchange: () => onchange(input.checked) });
  return make('div', { class: 'mb-2' }, make('label', { class: 'form-check mb-0', for: id }, input, make('span', { class: 'form-check-label' }, title)), help(id, note));
}

export function button(title, onclick, style = 'btn-outline-primary') {
  return make('button', { type: 'button', class: `btn btn-sm ${style}`, onclick }, title);
}

export const fact = (title, ...content) => make('div', { class: 'mb-2' }, make('div', { class: 'form-label mb-1' }, title), make('div', { class: 'small' }, ...content));
export const group = (title, ...content) => make('section', { class: 'panel-group' }, make('h3', { class: 'panel-title' }, title), ...content);
