// Small elements of a page, made by hand.
export function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (name in made && typeof value === 'boolean') made[name] = value;
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

let number = 0;
export const newId = (name) => `p-${name}-${(number += 1)}`;

// A labelled input; `change(value)` is called a moment after typing, and at once when it is left.
export function input(label, value, change, { type = 'text', help = '', ...more } = {}) {
  const id = newId('in');
  const tag = type === 'area' ? 'textarea' : 'input';
  const field = h(tag, { id, class: 'form-control form-control-sm', ...(tag === 'input' ? { type } : { rows: 2 }), ...(help ? { 'aria-describedby': `${id}-help` } : {}), ...more });
  field.value = value ?? '';
  const fault = h('div', { class: 'invalid-feedback', id: `${id}-fault` });
  let timer, last = field.value;
  const send = () => {
    clearTimeout(timer);
    if (field.value === last) return;
    last = field.value;
    const told = change(field.value) || '';
    fault.textContent = told;
    field.classList.toggle('is-invalid', Boolean(told));
    if (told) field.setAttribute('aria-invalid', 'true');
    else field.removeAttribute('aria-invalid');
  };
  field.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(send, 400); });
  field.addEventListener('change', send);
  return h('div', { class: 'mb-2' }, h('label', { class: 'form-label small mb-1', for: id }, label), field, fault,
    help ? h('div', { class: 'form-text', id: `${id}-help` }, help) : null);
}

export function choice(label, value, options, change, { hideLabel = false } = {}) {
  const id = newId('ch');
  const field = h('select', { id, class: 'form-select form-select-sm', onchange: (event) => change(event.target.value) },
    ...options.map(([code, text]) => h('option', { value: code }, text)));
  field.value = value ?? '';
  return h('div', { class: 'mb-2' }, h('label', { class: hideLabel ? 'visually-hidden' : 'form-label small mb-1', for: id }, label), field);
}

export function box(label, value, change) {
  const id = newId('bx');
  return h('div', { class: 'form-check mb-2' },
    h('input', { id, type: 'checkbox', class: 'form-check-input', checked: Boolean(value), onchange: (event) => change(event.target.checked) }),
    h('label', { class: 'form-check-label', for: id }, label));
}

export function button(label, act, { kind = 'outline-secondary', ...more } = {}) {
  return h('button', { type: 'button', class: `btn btn-sm btn-${kind}`, onclick: act, ...more }, label);
}

export function group(title, ...children) {
  return h('details', { open: true, class: 'form-editor-group' }, h('summary', { class: 'h4 mb-2' }, title), ...children);
}

// Draw a place anew; who stood in it with the keyboard stands there again.
export function redrawn(place, draw) {
  const all = () => [...place.querySelectorAll('input, select, textarea, button, summary')];
  const at = all().indexOf(document.activeElement);
  draw();
  if (at >= 0) all()[Math.min(at, all().length - 1)]?.focus();
}
