// The options of a choice, and the columns of a table: a recorded value with its two names a line.
import { button, choice, group, h, input } from './elements.js';
import { words } from './form-words.js';

export function options(field, fields) {
  const place = h('div');
  const draw = () => {
    const ofCase = field.valuesKey !== undefined;
    place.replaceChildren(
      choice(words.source, ofCase ? 'case' : 'own', [['own', words.own], ['case', words.ofCase]], (next) => {
        fields.edit(field, next === 'case' ? { valuesKey: '' } : { values: [{ label: words.option(1), value: 'option_1' }] });
        draw();
        place.querySelector('select').focus();
      }),
      ...(ofCase ? [input(words.valuesKey, field.valuesKey, (valuesKey) => fields.edit(field, { valuesKey }))] : listed(field, fields, draw)));
  };
  draw();
  return group(words.options, place);
}

function listed(field, fields, draw) {
  const values = field.values || [];
  const english = field.properties?.options_en || {};
  const keep = (next, names) => {
    fields.edit(field, { values: next });
    fields.within('properties')(field, 'options_en', Object.keys(names).length ? names : '');
  };
  const lines = values.map((one, at) => h('div', { class: 'form-editor-row' },
    input(words.value, one.value, (value) => {
      if (values.some((other, n) => n !== at && other.value === value)) return words.keyTaken;
      const { [one.value]: said, ...others } = field.properties?.options_en || {};
      keep(field.values.map((other, n) => (n === at ? { ...other, value } : other)), said === undefined ? others : { ...others, [value]: said });
      one.value = value;
      return '';
    }),
    input(words.optionZh, one.label, (label) => fields.edit(field, { values: field.values.map((other, n) => (n === at ? { ...other, label } : other)) }), { lang: 'zh-CN' }),
    input(words.optionEn, english[one.value], (said) => keep(field.values, { ...field.properties?.options_en, [one.value]: said }), { lang: 'en' }),
    h('div', { class: 'd-flex gap-1 mb-2' },
      button('↑', () => { swap(at, at - 1); }, { 'aria-label': `${words.up}: ${one.label}`, disabled: at === 0 }),
      button('✕', () => {
        const { [one.value]: _gone, ...others } = field.properties?.options_en || {};
        keep(field.values.filter((_other, n) => n !== at), others);
        draw();
      }, { 'aria-label': words.removeNamed(one.label) }))));
  function swap(a, b) {
    const next = [...field.values];
    [next[a], next[b]] = [next[b], next[a]];
    fields.edit(field, { values: next });
    draw();
  }
  const single = field.type === 'radio' || field.type === 'select';
  return [...lines,
    button(words.addOption, () => {
      let n = values.length + 1;
      while (values.some(({ value }) => value === `option_${n}`)) n += 1;
      keep([...field.values, { label: `选项 ${n}`, value: `option_${n}` }], { ...field.properties?.options_en, [`option_${n}`]: `Option ${n}` });
      draw();
    }),
    ...(single ? [choice(words.byDefault, field.defaultValue || '', [['', words.nothing], ...values.map((one) => [one.value, one.label])], (value) => fields.edit(field, { defaultValue: value || undefined }))] : [])];
}

export function columns(field, fields) {
  const place = h('div');
  const keep = (next) => fields.edit(field, { columns: next });
  const set = (at, changes) => keep(field.columns.map((one, n) => (n === at ? { ...one, ...changes } : one)));
  const draw = () => place.replaceChildren(
    ...(field.columns || []).map((one, at) => h('div', { class: 'form-editor-row' },
      input(words.value, one.key, (key) => set(at, { key })),
      input(words.optionZh, one.label, (label) => set(at, { label }), { lang: 'zh-CN' }),
      input(words.optionEn, one.label_en, (said) => set(at, { label_en: said }), { lang: 'en' }),
      button('✕', () => { keep(field.columns.filter((_other, n) => n !== at)); draw(); }, { 'aria-label': words.removeNamed(one.label), disabled: field.columns.length === 1 }))),
    button(words.addColumn, () => { keep([...(field.columns || []), { key: `column_${(field.columns || []).length + 1}`, label: '列', label_en: 'Column' }]); draw(); }));
  draw();
  return group(words.columns,
    input(words.valuesKey, (field.dataSource || '').replace(/^=/, ''), (name) => fields.edit(field, { dataSource: name ? `=${name}` : undefined })), place);
}
