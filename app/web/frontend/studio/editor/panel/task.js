// A step of people: its form, who does it, in which state the case is, which clocks it starts or holds.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { called, listed, model, property } from '../extension.js';
import { severalUnits } from '../lists.js';
import { attachTimer } from '../providers.js';
import { t } from '../translate.js';
import { clockOf, setClock } from './event.js';
import { button, fact, group, make, select, several, text } from './fields.js';

export const laneOf = (element, modeler) => {
  const host = element.host || element;
  return modeler.get('elementRegistry').find((one) => is(one, 'bpmn:Lane') && (one.businessObject.flowNodeRef || []).includes(model(host)));
};

export function userTask(panel) {
  const { element, modeler } = panel;
  const starts = is(element, 'bpmn:StartEvent');
  if (!starts && !is(element, 'bpmn:UserTask')) return [];
  const groups = [group(t('Form'), ...form(panel, starts))];
  if (starts && !property(element, 'formKey')) return groups;
  groups.push(group(t('Who does it'), ...who(panel, starts)));
  if (!starts) groups.push(group(t('Case and clocks'), state(panel), holds(panel), ...clocks(panel, modeler)), group(t('Several units at once'), units(panel)));
  return groups;
}

function form({ element, write, facts, config, rename, modeler }, starts) {
  const own = `${config.room}/${element.id}`;
  const key = property(element, 'formKey');
  const others = modeler.get('elementRegistry').getAll().map((one) => property(one, 'formKey')).filter(Boolean);
  const room = `${config.room}/`;
  const free = Object.keys(facts.forms).filter((one) => one.startsWith(room) && one !== key && !others.includes(one) && !facts.used.includes(one));
  const options = [
    { id: own, title: own in facts.forms ? own : t('{key} (to be made)', { key: own }) },
    ...free.map((one) => ({ id: one, title: one })),
  ];
  // The form bears the name of its task: who takes another form renames the task.
  const choose = (chosen) => {
    const id = chosen.slice(room.length);
    if (!chosen) write.property(element, 'formKey', '');
    else if (chosen === own || !rename.isFree(id)) write.property(element, 'formKey', own);
    else rename.to(element, id);
  };
  const link = key && make('a', { href: config.forms + key, target: '_blank', class: 'small' }, key in facts.forms ? t('Open the form') : t('Make the form'));
  return [
    select({
      id: 'p-form', title: t('Form that is filled in'), value: key, none: starts ? t('none: begun by another process') : t('none'), options, onchange: choose,
      note: t('A form is named like its step; taking another one renames the step.'), extra: link,
    }),
    key in facts.forms && fact(t('What can be chosen in it'), facts.forms[key].map((one) => one.label).join(t(', ')) || t('nothing: it has no choice')),
  ];
}

function who({ element, write, facts, modeler }, starts) {
  const lane = laneOf(element, modeler);
  const party = lane && facts.parties.find((one) => one.id === lane.id);
  const parts = [
    party ? fact(t('Party'), party.title) : fact(t('Party'), t('The lane in which it lies stands for no party yet.')),
    several({ id: 'p-post', title: t('Posts that may do it'), values: listed(element, 'post'), options: party ? party.posts : [], onchange: (chosen) => write.property(element, 'post', chosen.join(',')) }),
  ];
  if (starts) return parts;
  const others = modeler.get('elementRegistry').filter((one) => one !== element && !one.labelTarget && (is(one, 'bpmn:UserTask') || (is(one, 'bpmn:StartEvent') && property(one, 'formKey'))));
  const options = others.map((one) => ({ id: one.id, title: called(one) || one.id }));
  const chosen = listed(element, 'separate_from');
  const inner = several({ id: 'p-separate', title: t('Not by who has done'), values: chosen, options, onchange: (names) => write.property(element, 'separate_from', names.join(',')) });
  parts.push(make('details', { class: 'mb-2', open: chosen.length > 0 }, make('summary', { class: 'small' }, t('Separation of persons ({number})', { number: chosen.length })), inner));
  return parts;
}

export function state({ element, write, facts }) {
  return select({ id: 'p-state', title: t('State of the case meanwhile'), value: property(element, 'state'), none: t('as before, or as the call says'), options: facts.states, onchange: (code) => write.property(element, 'state', code) });
}

export function holds({ element, write, facts }) {
  const chosen = listed(element, 'holds');
  const inner = several({ id: 'p-holds', title: t('These clocks stand still meanwhile'), values: chosen, options: facts.clocks, onchange: (names) => write.property(element, 'holds', names.join(',')) });
  return make('details', { class: 'mb-2', open: chosen.length > 0 }, make('summary', { class: 'small' }, t('Clocks that are held ({number})', { number: chosen.length })), inner);
}

// Choosing a clock puts it on the edge of the step and names it, in one act.
export function clocks({ element, write, facts, modeler }) {
  const there = element.attachers.filter((one) => clockOf(one) !== null);
  const names = there.map((one) => facts.clocks.find((clock) => clock.id === clockOf(one))).map((one) => (one ? one.title : t('a clock without a name')));
  const add = (clock) => clock && write.together([() => {
    const event = attachTimer(modeler.get('elementFactory'), modeler.get('modeling'), element);
    setClock(write, event, clock);
  }]);
  const left = facts.clocks.filter((one) => !there.some((each) => clockOf(each) === one.id));
  return [
    names.length > 0 && fact(t('Clocks that run while it is open'), names.join(t(', '))),
    select({ id: 'p-clock-add', title: t('Put a clock on it'), value: '', none: t('choose a clock'), options: left, onchange: add, note: t('When it runs out the step is taken away and the arrow of the clock is followed.') }),
  ];
}

function units({ element, write }) {
  const loop = model(element).loopCharacteristics;
  const list = (loop && loop.loopDataInputRef && loop.loopDataInputRef.id) || '';
  const change = (name) => severalUnits(write, element, name);
  const parts = [text({ id: 'p-list', title: t('List of units'), value: list, max: 60, onchange: change, note: t('The result of a service task before it, such as “units”; empty: one unit does it.') })];
  if (loop && !list) parts.push(button(t('One unit does it'), () => change('')));
  return make('div', {}, ...parts);
}
