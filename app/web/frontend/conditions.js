// Show and hide the parts of a form that hang on an answer: <div data-hide-when='outcome != "refuse"'>.
// What is hidden is disabled, so that it is neither required nor sent; the server decides the same.
import { compile } from './feel.js';

function values(form) {
  const found = {};
  for (const field of form.elements) {
    if (!field.name || (field.type === 'radio' && !field.checked)) continue;
    if (field.type === 'checkbox') {
      if (field.value && field.value !== 'on' && field.value !== 'true') {
        found[field.name] ??= [];
        if (field.checked) found[field.name].push(field.value);
      } else found[field.name] = field.checked;
    } else if (field.type !== 'file' && field.type !== 'submit' && !field.disabled) found[field.name] = field.value || null;
  }
  return found;
}

function switchPart(part, hidden) {
  part.hidden = hidden;
  for (const field of part.querySelectorAll('input, select, textarea')) {
    if (hidden && !field.disabled) {
      field.disabled = true;
      field.dataset.hiddenWith = '1';
    } else if (!hidden && field.dataset.hiddenWith && !field.closest('[data-hide-when][hidden]')) {
      field.disabled = false;
      delete field.dataset.hiddenWith;
    }
  }
}

export function conditions(form) {
  if (form.dataset.conditional) return;
  form.dataset.conditional = '1';
  const parts = [];
  for (const part of form.querySelectorAll('[data-hide-when]')) {
    try {
      parts.push([part, compile(part.dataset.hideWhen)]);
    } catch (error) {
      console.error(error); // stays visible: better one field too many than one too few
    }
  }
  // Until here the style sheet hid what the answers on the page hide.
  const handOver = () => { for (const part of form.querySelectorAll('[data-initially-hidden]')) part.removeAttribute('data-initially-hidden'); };
  if (!parts.length) return handOver();
  // One hidden answer may show or hide another: until nothing changes, and never for ever.
  const update = () => {
    for (let round = 0; round <= parts.length; round += 1) {
      const answers = values(form);
      const turned = parts.filter(([part, test]) => part.hidden !== (test(answers) === true));
      if (!turned.length) return;
      for (const [part, test] of turned) switchPart(part, test(answers) === true);
    }
  };
  form.addEventListener('input', update);
  form.addEventListener('change', update);
  form.addEventListener('reset', () => setTimeout(update, 0));
  update();
  handOver();
}
