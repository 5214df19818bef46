// What can be said about the selected field, in the words of those who fill forms in and not of
// form-js; without a selection, the list of the fields.
import { box, button, choice, group, h, input } from './elements.js';
import { visibility, when } from './form-conditions.js';
import { SUPPORTED } from './form-fields.js';
import { columns, options } from './form-options.js';
import { kind, words } from './form-words.js';

const CHOICES = new Set(['select', 'radio', 'checklist', 'taglist']);
const LINED = new Set(['textarea', 'checklist', 'taglist']);

export function panel(place, editor, fields) {
  const selection = editor.get('selection');
  const properties = fields.within('properties'), rules = fields.within('validate'), layout = fields.within('layout');

  function draw() {
    const field = selection.get();
    place.replaceChildren(...(field && field.type !== 'default' ? about(field) : list()));
  }

  // --- The list of the fields

  function list() {
    const all = fields.all();
    let chosen = 'textfield';
    return [
      h('h3', { class: 'h4 mb-2' }, words.fields),
      all.length ? h('ul', { class: 'list-unstyled mb-2' }, ...all.map((field) => h('li', {},
        button(fields.named(field).slice(0, 30), () => selection.set(field), { kind: 'link', class: 'btn btn-sm btn-link text-start p-1', 'data-field': field.id }),
        h('span', { class: 'small text-secondary' }, kind(field.type))))) : h('p', { class: 'text-secondary' }, words.none),
      h('p', { class: 'small text-secondary d-none d-lg-block' }, words.select),
      choice(words.addKind, chosen, SUPPORTED.map((type) => [type, kind(type)]), (type) => { chosen = type; }),
      button(words.add, () => fields.add(chosen), { kind: 'outline-primary' }),
    ];
  }

  // --- One field

  function about(field) {
    const move = (by) => { fields.move(field, by); place.querySelector(`[data-move="${by}"]`)?.focus(); };
    return [
      h('h3', { class: 'h4 mb-2' }, kind(field.type)),
      h('div', { class: 'd-flex flex-wrap gap-1 mb-2' },
        button(words.back, () => selection.clear()),
        button('↑', () => move(-1), { 'aria-label': words.up, title: words.up, 'data-move': '-1' }),
        button('↓', () => move(1), { 'aria-label': words.down, title: words.down, 'data-move': '1' }),
        button(words.remove, () => fields.remove(field), { 'aria-label': words.removeNamed(fields.named(field)) })),
      ...(field.type === 'separator' ? [] : [basics(field)]),
      CHOICES.has(field.type) ? options(field, fields) : null,
      field.type === 'table' ? columns(field, fields) : null,
      fields.isKeyed(field) ? asked(field) : null,
      field.type === 'separator' ? null : conditions(field),
      fields.isKeyed(field) && field.type !== 'dynamiclist' ? placed(field) : null,
    ].filter(Boolean);
  }

  function basics(field) {
    const said = field.properties || {};
    if (field.type === 'text') {
      return group(words.basics,
        input(words.text, field.text, (text) => fields.edit(field, { text }), { type: 'area', lang: 'zh-CN' }),
        input(words.textEn, said.text_en, (text) => properties(field, 'text_en', text), { type: 'area', lang: 'en' }));
    }
    const label = field.type === 'datetime' ? 'dateLabel' : 'label';
    const english = (text) => {
      properties(field, 'label_en', text);
      if (fields.proposeKey(field, text)) place.querySelector('[data-key] input').value = field[fields.property(field)];
    };
    const key = fields.isKeyed(field) ? input(words.key, field[fields.property(field)], (name) => fields.rename(field, name), { help: words.keyHelp }) : null;
    key?.setAttribute('data-key', '');
    return group(words.basics,
      input(words.label, field[label] || field.label, (text) => fields.edit(field, { [label]: text }), { lang: 'zh-CN' }),
      input(words.labelEn, said.label_en, english, { lang: 'en' }),
      key,
      field.key === 'outcome' ? h('p', { class: 'form-text' }, words.outcomeHint) : null,
      input(words.description, field.description, (text) => fields.edit(field, { description: text || undefined }), { type: 'area', lang: 'zh-CN' }),
      input(words.descriptionEn, said.description_en, (text) => properties(field, 'description_en', text), { type: 'area', lang: 'en' }));
  }

  function asked(field) {
    const said = field.properties || {}, kept = field.validate || {};
    return group(words.rules, required(field), ...limits(field, kept, said),
      LINED.has(field.type) ? box(words.lines, said.list === 'lines', (on) => properties(field, 'list', on ? 'lines' : '')) : null,
      field.type === 'dynamiclist' ? null : box(words.keep, said.absent === 'keep', (on) => properties(field, 'absent', on ? 'keep' : '')),
      field.type === 'dynamiclist' ? null : box(words.locked, field.readonly || field.disabled, (on) => fields.edit(field, { readonly: on, disabled: undefined })));
  }

  function required(field) {
    const place = h('div');
    const ask = (mode) => {
      const source = field.properties?.required_when || '';
      const others = fields.askable(field);
      const possible = [['never', words.never], ['always', words.always], ...(others.length ? [['when', words.when]] : [])];
      place.replaceChildren(
        choice(words.required, mode, possible, (next) => {
          if (next !== 'when') properties(field, 'required_when', '');
          rules(field, 'required', next === 'always');
          ask(next);
          place.querySelector('select').focus();
        }),
        ...(mode === 'when' ? [when(source, others, (text) => properties(field, 'required_when', text))] : []));
    };
    ask(field.validate?.required ? 'always' : field.properties?.required_when ? 'when' : 'never');
    return place;
  }

  function limits(field, kept, said) {
    const number = (label, name) => input(label, kept[name], (text) => rules(field, name, text === '' ? '' : Number(text)), { type: 'number', step: 'any' });
    if (field.type === 'textfield' || field.type === 'textarea') {
      const kinds = [['', words.anything], ['email', words.email], ['phone', words.phone]];
      return [number(words.minLength, 'minLength'), number(words.maxLength, 'maxLength'),
        field.type === 'textfield' ? choice(words.content, kept.validationType || '', kinds, (next) => { rules(field, 'validationType', next); draw(); }) : null,
        kept.validationType ? null : input(words.pattern, kept.pattern, (text) => rules(field, 'pattern', text), { class: 'form-control form-control-sm font-monospace' }),
        kept.validationType ? null : input(words.patternMessage, kept.patternErrorMessage, (text) => rules(field, 'patternErrorMessage', text))];
    }
    if (field.type === 'number') {
      return [number(words.min, 'min'), number(words.max, 'max'),
        input(words.digits, field.decimalDigits, (text) => fields.edit(field, { decimalDigits: text === '' ? undefined : Number(text) }), { type: 'number', min: 0, max: 15 })];
    }
    if (field.type === 'datetime') {
      const kinds = ['date', 'time', 'datetime'].map((one) => [one, words[one]]);
      return [choice(words.dateKind, field.subtype || 'date', kinds, (subtype) => { fields.edit(field, { subtype }); draw(); }),
        ...((field.subtype || 'date') === 'date' ? [bound(field, 'min', words.earliest, said), bound(field, 'max', words.latest, said)] : [])];
    }
    if (field.type === 'filepicker') {
      return [box(words.multiple, field.multiple, (multiple) => fields.edit(field, { multiple })),
        input(words.accept, field.accept, (accept) => fields.edit(field, { accept: accept || undefined }))];
    }
    return [];
  }

  // The earliest or latest day: none, today, or a certain one.
  function bound(field, name, label, said) {
    const mode = !said[name] ? '' : said[name] === 'today' ? 'today' : 'day';
    const set = (day) => {
      // form-js's own switch says the same; both would have to be kept alike.
      if (name === 'min') fields.edit(field, { disallowPassedDates: day === 'today' ? true : undefined });
      properties(field, name, day);
    };
    return h('div', {}, choice(label, mode, [['', words.noLimit], ['today', words.today], ['day', words.onDay]], (next) => {
      set(next === 'day' ? new Date().toISOString().slice(0, 10) : next);
      draw();
    }), mode === 'day' ? input(words.day, said[name], set, { type: 'date' }) : null);
  }

  function conditions(field) {
    const hide = field.conditional?.hide || '';
    return group(words.condition, visibility(hide, fields.askable(field), (source) => fields.edit(field, { conditional: source ? { hide: source } : undefined })));
  }

  function placed(field) {
    const columns = field.layout?.columns;
    return group(words.layout, choice(words.width, columns && columns <= 12 ? 'half' : 'full', [['full', words.full], ['half', words.half]], (next) => layout(field, 'columns', next === 'half' ? 8 : null)));
  }

  return { draw };
}
