// Clocks on steps, errors of called processes, ends with an error.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { errorOf } from '../errors.js';
import { model } from '../extension.js';
import { t } from '../translate.js';
import { check, group, select, text } from './fields.js';

const CLOCK = /^\s*deadline\('(\w+)'\)\s*$/;
const TIMER = 'bpmn:TimerEventDefinition';
const ERROR = 'bpmn:ErrorEventDefinition';

const definition = (element, type) => (model(element).eventDefinitions || []).find((one) => is(one, type));

// The clock of an event: its name, '' where none is named yet, null where it is no clock.
export function clockOf(element) {
  const timer = definition(element, TIMER);
  if (!timer) return null;
  const named = CLOCK.exec((timer.timeDate && timer.timeDate.body) || '');
  return named ? named[1] : '';
}

export function setClock(write, element, clock) {
  const timer = definition(element, TIMER);
  const date = write.make('bpmn:FormalExpression', { body: `deadline('${clock}')` }, timer);
  write.setOf(element, timer, { timeDate: date, timeDuration: undefined, timeCycle: undefined });
}

export function event(panel) {
  const { element } = panel;
  if (definition(element, TIMER)) return timer(panel);
  return definition(element, ERROR) ? error(panel) : null;
}

function timer({ element, write, facts }) {
  return group(
    t('Clock'),
    select({ id: 'p-clock', title: t('Clock that runs'), value: clockOf(element), none: t('choose a clock'), options: facts.clocks, onchange: (clock) => clock && setClock(write, element, clock), note: t('How many days it has is set under Settings, never in a diagram.') }),
    check({
      id: 'p-interrupting', title: t('It takes the step away when it runs out'), value: model(element).cancelActivity !== false,
      onchange: (yes) => write.set(element, { cancelActivity: yes }), note: t('Otherwise it only reminds, and its arrow leads to an end of its own.'),
    }),
  );
}

function error({ element, write, facts, modeler }) {
  const there = definition(element, ERROR);
  const code = (there.errorRef && (there.errorRef.errorCode || there.errorRef.id)) || '';
  const change = (named) => write.setOf(element, there, { errorRef: named ? errorOf(modeler, named) : undefined });
  const host = model(element).attachedToRef;
  if (!host) return group(t('Error'), text({ id: 'p-error', title: t('Name of the error'), value: code, max: 60, pattern: '[a-z][a-z0-9_]*', onchange: (named) => /^([a-z][a-z0-9_]*)?$/.test(named) && change(named), note: t('Small letters, digits and underscores, a letter first.') }));
  const called = facts.processes.find((one) => one.id === host.calledElement);
  const options = (called ? called.errors : []).map((one) => ({ id: one, title: one }));
  return group(t('Error'), select({ id: 'p-error', title: t('Error that is caught'), value: code, none: t('choose an error'), options, onchange: change, note: t('Errors with which the called process can end.') }));
}
