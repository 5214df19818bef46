// What every element has: its names, its id, what is said about it.
import { is, isAny } from 'bpmn-js/lib/util/ModelUtil';
import { idFrom, isGenerated } from '../behaviour.js';
import { model, property } from '../extension.js';
import { t } from '../translate.js';
import { area, group, text } from './fields.js';

const ID = '[a-z][a-z0-9_]*';
const LONGEST_ID = 60;
const KINDS = {
  'bpmn:UserTask': 'Step of people', 'bpmn:ServiceTask': 'Step of the system', 'bpmn:CallActivity': 'Call of another process',
  'bpmn:ExclusiveGateway': 'Choice (one way is taken)', 'bpmn:ParallelGateway': 'Branches at once, or their meeting',
  'bpmn:StartEvent': 'Start', 'bpmn:EndEvent': 'End', 'bpmn:SequenceFlow': 'Arrow', 'bpmn:Lane': 'Lane of a party',
  'bpmn:Participant': 'Process', 'bpmn:Process': 'Process', 'bpmn:Collaboration': 'Process', 'bpmn:TextAnnotation': 'Remark',
  'bpmn:Association': 'Line to a remark', 'bpmn:Group': 'Frame',
};
const EVENTS = { 'bpmn:TimerEventDefinition': 'Clock on a step', 'bpmn:ErrorEventDefinition': 'Error of a called process' };

export function kindOf(element) {
  const object = model(element);
  const event = object.eventDefinitions && object.eventDefinitions[0];
  if (is(element, 'bpmn:BoundaryEvent')) return t(EVENTS[event && event.$type] || 'Event on a step');
  return t(KINDS[object.$type] || 'Element that is not used here');
}

export function names({ element, write, rename }) {
  const object = model(element);
  if (isAny(element, ['bpmn:TextAnnotation', 'bpmn:Association', 'bpmn:Group', 'bpmn:Lane'])) return null;
  const fields = [
    text({ id: 'p-name', title: t('Name in Chinese'), value: object.name, onchange: (name) => write.set(element, { name: name || undefined }) }),
  ];
  if (!is(element, 'bpmn:SequenceFlow')) {
    fields.push(text({ id: 'p-name-en', title: t('Name in English'), value: property(element, 'name_en'), onchange: (name) => inEnglish(element, write, rename, name) }));
    fields.push(identity({ element, rename }));
  }
  return group(t('Name'), ...fields);
}

// As long as nobody has given an id, it follows the English name.
function inEnglish(element, write, rename, name) {
  const id = isGenerated(element.id) && idFrom(name);
  write.together([
    () => write.property(element, 'name_en', name),
    () => id && rename.isFree(id) && rename.to(element, id),
  ]);
}

function identity({ element, rename }) {
  const change = (id, input) => {
    const wrong = rename.fault(element, id);
    input.setCustomValidity(wrong);
    input.classList.toggle('is-invalid', Boolean(wrong));
    input.nextElementSibling.textContent = wrong || note();
    if (!wrong && id !== element.id) rename.to(element, id);
  };
  const note = () => (isGenerated(element.id) ? t('It is made from the English name, or given here.') : t('Records are kept under it: leave it once cases have run.'));
  return text({ id: 'p-id', title: t('Id'), value: element.id, pattern: ID, max: LONGEST_ID, note: note(), onchange: change });
}

// Ids: which are free, and how one is changed.
export function renaming(modeler, write) {
  const registry = modeler.get('elementRegistry');
  const ids = () => modeler.get('moddle').ids;
  return {
    isFree: (id) => !registry.get(id) && !ids().assigned(id),
    to: (element, id) => write.set(element, { id }),
    fault(element, id) {
      if (id === element.id) return '';
      if (!new RegExp(`^${ID}$`).test(id)) return t('Small letters, digits and underscores, a letter first.');
      return this.isFree(id) ? '' : t('This id is used already.');
    },
  };
}

export function documentation({ element, write }) {
  if (isAny(element, ['bpmn:TextAnnotation', 'bpmn:Association', 'bpmn:Group', 'bpmn:Lane', 'bpmn:SequenceFlow'])) return null;
  return group(t('What it is for'), documented({ element, write }, model(element)));
}

export function documented({ element, write }, object) {
  const [first] = object.get('documentation');
  const change = (said) => {
    const others = object.get('documentation').slice(1);
    write.setOf(element, object, { documentation: said ? [write.make('bpmn:Documentation', { text: said }, object), ...others] : others });
  };
  return area({ id: 'p-documentation', title: t('Explanation, with the clause'), value: first && first.text, onchange: change });
}

export function remark({ element, write }) {
  if (!is(element, 'bpmn:TextAnnotation')) return null;
  return group(t('Remark'), area({ id: 'p-text', title: t('Text'), value: model(element).text, onchange: (said) => write.set(element, { text: said }) }));
}
