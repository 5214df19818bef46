// An arrow out of a choice: when it is taken.  Put together from what is known there, or written.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { model } from '../extension.js';
import { t } from '../translate.js';
import { area, check, fact, group, make, select, several, text } from './fields.js';
import { knownAt, parsed, said } from './known.js';

const SIGNS = { '==': 'is', '!=': 'is not', in: 'is one of', 'not in': 'is none of', yes: 'holds (yes)', no: 'does not hold (no)', '<': 'is less than', '<=': 'is at most', '>': 'is more than', '>=': 'is at least' };
const MANY = ['in', 'not in'];
const NONE = ['yes', 'no'];

export function flow(panel) {
  const { element } = panel;
  if (!is(element, 'bpmn:SequenceFlow')) return null;
  const source = element.source;
  const isChoice = is(source, 'bpmn:ExclusiveGateway') && source.outgoing.length > 1;
  const object = model(element);
  if (!isChoice && !object.conditionExpression) return group(t('Condition'), fact(t('When it is taken'), t('Always: only arrows out of a choice have a condition.')));
  return group(t('Condition'), ...(isChoice ? otherwise(panel) : []), ...(isDefault(element) ? [] : condition(panel)));
}

const isDefault = (element) => model(element.source).default === model(element);

function otherwise({ element, write }) {
  const change = (yes) => write.together([
    () => write.set(element.source, { default: yes ? model(element) : undefined }),
    () => yes && write.set(element, { conditionExpression: undefined }),
  ]);
  return [check({ id: 'p-default', title: t('Taken when no other is (default)'), value: isDefault(element), onchange: change })];
}

function condition(panel) {
  const { element, facts, view } = panel;
  const expression = (model(element).conditionExpression && model(element).conditionExpression.body) || '';
  const built = expression ? parsed(expression) : { name: '', sign: '==', values: [] };
  const expert = view.expert === element.id || built === null;
  const toggle = check({ id: 'p-expert', title: t('Write it by hand (for experts)'), value: expert, onchange: (yes) => { view.expert = yes ? element.id : ''; panel.redraw(); } });
  const parts = expert ? [byHand(panel, expression)] : builder(panel, built, knownAt(element.source, facts));
  return [...parts, expression && !expert ? fact(t('Written'), make('code', {}, expression)) : null, toggle];
}

export function setCondition({ element, write }, expression) {
  const body = expression && write.make('bpmn:FormalExpression', { body: expression }, model(element));
  write.set(element, { conditionExpression: body || undefined });
}

function builder(panel, built, known) {
  const field = known.find((one) => one.name === built.name);
  const put = (changes) => {
    const next = { ...built, ...changes };
    if (MANY.includes(built.sign) && !MANY.includes(next.sign)) next.values = next.values.slice(0, 1);
    setCondition(panel, next.name && said(next));
  };
  const offered = field ? field.values : [];
  return [
    select({ id: 'p-field', title: t('If'), value: built.name, none: t('choose a value'), options: known.map((one) => ({ id: one.name, title: one.title })), onchange: (name) => put({ name, values: first(known, name) }), note: known.length ? '' : t('Nothing is known here yet: put the choice right behind a step with a form, or behind an operation with a result.') }),
    built.name && select({ id: 'p-sign', title: t('Comparison'), value: built.sign, options: Object.entries(SIGNS).map(([id, words]) => ({ id, title: t(words) })), onchange: (sign) => put({ sign }) }),
    built.name && !NONE.includes(built.sign) && value(built, offered, put),
  ];
}

function first(known, name) {
  const field = known.find((one) => one.name === name);
  return field && field.values.length ? [field.values[0].value] : [];
}

function value(built, offered, put) {
  const back = (shown) => (offered.find((one) => String(one.value) === shown) || { value: typed(shown) }).value;
  const options = offered.map((one) => ({ id: String(one.value), title: one.label === String(one.value) ? one.label : `${one.label} (${one.value})` }));
  const now = built.values.map(String);
  if (options.length) for (const one of now) if (!options.some((each) => each.id === one)) options.push({ id: one, title: one });
  if (MANY.includes(built.sign) && options.length) return several({ id: 'p-value', title: t('Values'), values: now, options, onchange: (chosen) => put({ values: chosen.map(back) }) });
  if (options.length) return select({ id: 'p-value', title: t('Value'), value: now[0], options, none: t('choose a value'), onchange: (chosen) => put({ values: [back(chosen)] }) });
  return text({ id: 'p-value', title: t('Value'), value: now.join(', '), onchange: (written) => put({ values: MANY.includes(built.sign) ? written.split(/[,，、]\s*/).map(typed) : [typed(written)] }) });
}

const typed = (written) => (/^-?\d+(\.\d+)?$/.test(written) ? Number(written) : written === 'True' || written === 'False' ? written === 'True' : written);

// Checked by the server: only it knows what it will run.
function byHand(panel, expression) {
  const answer = make('div', { class: 'small mt-1', role: 'status' });
  const field = area({
    id: 'p-expression', title: t('Expression'), value: expression, rows: 2, note: t('Names, values, == != < > in, and, or, not; nothing else.'), extra: answer,
    async onchange(written) {
      setCondition(panel, written);
      if (!written) return;
      const said = await panel.ask(written);
      const place = document.getElementById('p-expression-said') || answer;
      place.textContent = said.reason || t('Allowed. It reads: {names}', { names: said.names.join(t(', ')) || t('nothing') });
      place.classList.toggle('text-danger', Boolean(said.reason));
    },
  });
  answer.id = 'p-expression-said';
  return field;
}
