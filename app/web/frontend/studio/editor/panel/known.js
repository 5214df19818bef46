// Which values are there when an arrow asks for them: the answer just given, what the system found,
// what called processes gave back.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { called, model, operator, property } from '../extension.js';
import { t } from '../translate.js';

const incoming = (object) => (object.incoming || []).map((flow) => flow.sourceRef).filter(Boolean);

function behind(object) {
  const seen = new Set();
  const left = [object];
  while (left.length) {
    const one = left.pop();
    const before = [...incoming(one), one.attachedToRef].filter(Boolean);
    for (const each of before) {
      if (seen.has(each)) continue;
      seen.add(each);
      left.push(each);
    }
  }
  return [...seen];
}

const plain = (values) => values.map((value) => ({ value, label: String(value) }));

// [{name, title, values: [{value, label}]}] for the arrows that leave a choice.
export function knownAt(gateway, facts) {
  const object = model(gateway);
  const known = new Map();
  const before = incoming(object);
  if (before.length === 1 && is(before[0], 'bpmn:UserTask') && !before[0].loopCharacteristics) {
    const values = facts.forms[property(before[0], 'formKey')] || [];
    known.set('outcome', { name: 'outcome', title: t('the answer in “{step}”', { step: called(before[0]) || before[0].id }), values });
  }
  for (const one of behind(object)) {
    if (is(one, 'bpmn:ServiceTask')) found(known, one, facts);
    if (is(one, 'bpmn:CallActivity')) givenBack(known, one, facts);
  }
  return [...known.values()];
}

function found(known, task, facts) {
  const there = operator(task);
  if (!there || !there.resultVariable) return;
  const operation = facts.operations.find((one) => one.id === there.id);
  merge(known, there.resultVariable, t('what “{step}” found', { step: called(task) || task.id }), plain(operation ? operation.answers : []));
}

function givenBack(known, call, facts) {
  const process = facts.processes.find((one) => one.id === call.calledElement);
  for (const [name, answers] of Object.entries(process ? process.results : {})) {
    merge(known, name, t('the result of “{step}”', { step: called(call) || call.id }), plain(answers));
  }
}

function merge(known, name, title, values) {
  const there = known.get(name) || { name, title: `${name}: ${title}`, values: [] };
  const more = values.filter((one) => !there.values.some((each) => each.value === one.value));
  known.set(name, { ...there, values: [...there.values, ...more] });
}

// Conditions as the builder makes them; what it cannot make is left to experts (null).
const NAME = '([A-Za-z][A-Za-z0-9_]*)';
const VALUE = "('[^'\\\\]*'|-?\\d+(?:\\.\\d+)?|True|False)";
const SHAPES = [
  [new RegExp(`^${NAME}$`), (m) => ({ name: m[1], sign: 'yes', values: [] })],
  [new RegExp(`^not ${NAME}$`), (m) => ({ name: m[1], sign: 'no', values: [] })],
  [new RegExp(`^${NAME} (==|!=|<=|>=|<|>) ${VALUE}$`), (m) => ({ name: m[1], sign: m[2], values: [literal(m[3])] })],
  [new RegExp(`^${NAME} (in|not in) \\[(${VALUE}(?:, ?${VALUE})*)\\]$`), (m) => ({ name: m[1], sign: m[2], values: m[3].match(new RegExp(VALUE, 'g')).map(literal) })],
];

function literal(text) {
  if (text.startsWith("'")) return text.slice(1, -1);
  return text === 'True' || text === 'False' ? text === 'True' : Number(text);
}

export function parsed(condition) {
  for (const [shape, read] of SHAPES) {
    const match = shape.exec(condition.trim());
    if (match && !['True', 'False', 'None'].includes(match[1])) return read(match);
  }
  return null;
}

const written = (value) => (typeof value === 'string' ? `'${value.replace(/['\\]/g, '')}'` : value === true ? 'True' : value === false ? 'False' : String(value));

export function said({ name, sign, values }) {
  if (sign === 'yes') return name;
  if (sign === 'no') return `not ${name}`;
  if (sign === 'in' || sign === 'not in') return `${name} ${sign} [${values.map(written).join(', ')}]`;
  return `${name} ${sign} ${written(values[0] ?? '')}`;
}
