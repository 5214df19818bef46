// Lanes and the process itself: which party a lane stands for, what a process gives to its caller.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { model, property } from '../extension.js';
import { t } from '../translate.js';
import { documented } from './common.js';
import { check, fact, group, select, text } from './fields.js';

export function lane({ element, write, facts, modeler }) {
  if (!is(element, 'bpmn:Lane')) return null;
  const used = modeler.get('elementRegistry').filter((one) => is(one, 'bpmn:Lane') && one !== element).map((one) => one.id);
  const options = facts.parties.filter((one) => !used.includes(one.id));
  const party = facts.parties.find((one) => one.id === element.id);
  const choose = (id) => {
    const chosen = facts.parties.find((one) => one.id === id);
    if (!chosen) return;
    write.together([
      () => write.set(element, { id, name: chosen.name }),
      () => write.property(element, 'name_en', chosen.name_en),
    ]);
  };
  return group(
    t('Party'),
    select({ id: 'p-party', title: t('The lane stands for'), value: party ? element.id : '', none: t('choose a party'), options, onchange: choose }),
    party && fact(t('Posts that may act there'), party.posts.map((one) => one.title).join(t(', '))),
    text({ id: 'p-name', title: t('Name in Chinese'), value: model(element).name, onchange: (name) => write.set(element, { name }) }),
    text({ id: 'p-name-en', title: t('Name in English'), value: property(element, 'name_en'), onchange: (name) => write.property(element, 'name_en', name) }),
  );
}

// The process behind the pool, or behind an empty selection.
export function processOf(element) {
  const object = model(element);
  if (is(element, 'bpmn:Participant')) return object.processRef;
  if (is(element, 'bpmn:Process')) return object;
  const pool = is(element, 'bpmn:Collaboration') && object.participants && object.participants[0];
  return pool ? pool.processRef : null;
}

export function process({ element, write, config }) {
  const object = processOf(element);
  if (!object) return [];
  const name = (said) => {
    const pool = is(element, 'bpmn:Participant') ? element : element.children && element.children.find((one) => is(one, 'bpmn:Participant'));
    return pool ? write.set(pool, { name: said }) : write.setOf(element, object, { name: said });
  };
  return [
    group(
      t('Name'),
      text({ id: 'p-name', title: t('Name in Chinese'), value: object.name, onchange: name }),
      text({ id: 'p-name-en', title: t('Name in English'), value: property(object, 'name_en'), onchange: (said) => write.property(element, 'name_en', said, object) }),
      fact(t('Id'), object.id),
    ),
    group(t('Calls'), called(element, object, write, config)),
    group(t('What it is for'), documented({ element, write }, object)),
  ];
}

// A called process is given the case and gives one result back, named after itself.
function called(element, object, write, config) {
  const there = object.ioSpecification;
  const result = `${config.process.slice(config.process.indexOf('_') + 1)}_result`;
  const given = there ? (there.get('dataOutputs') || []).map((one) => one.id).join(t(', ')) : '';
  const change = (wanted) => write.setOf(element, object, { ioSpecification: wanted ? declared(write, object, result) : undefined });
  return check({
    id: 'p-called', title: t('Other processes call it'), value: Boolean(there), onchange: change,
    note: there ? t('It gives back: {result}', { result: given }) : t('It begins cases itself.'),
  });
}

function declared(write, object, result) {
  const made = write.make('bpmn:InputOutputSpecification', {}, object);
  const input = write.make('bpmn:DataInput', { id: 'case', name: 'case' }, made);
  const output = write.make('bpmn:DataOutput', { id: result, name: result }, made);
  made.set('dataInputs', [input]);
  made.set('dataOutputs', [output]);
  made.set('inputSets', [write.make('bpmn:InputSet', { dataInputRefs: [input] }, made)]);
  made.set('outputSets', [write.make('bpmn:OutputSet', { dataOutputRefs: [output] }, made)]);
  return made;
}
