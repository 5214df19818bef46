// A step of the system, and a call of another process.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { model, operator } from '../extension.js';
import { t } from '../translate.js';
import { clocks, holds, state } from './task.js';
import { fact, group, make, select, text } from './fields.js';

const PLAIN = /^([A-Za-z][A-Za-z0-9_]{0,59})?$/;

export function service({ element, write, facts }) {
  if (!is(element, 'bpmn:ServiceTask')) return null;
  const there = operator(element);
  const name = (there && there.id) || '';
  const operation = facts.operations.find((one) => one.id === name);
  const options = facts.operations.map((one) => ({ id: one.id, title: one.title === one.id ? one.id : `${one.title} · ${one.id}` }));
  const result = text({
    id: 'p-result', title: t('Name of its result'), value: there && there.resultVariable, max: 60, pattern: '[A-Za-z][A-Za-z0-9_]*',
    onchange: (said) => PLAIN.test(said) && write.operator(element, { resultVariable: said || undefined }),
    note: t('Under this name a choice behind it reads what it found; empty where nobody asks.'),
  });
  return group(
    t('Operation'),
    select({ id: 'p-operation', title: t('What the system does'), value: name, none: t('choose an operation'), options, onchange: (id) => id && write.operator(element, { id }) }),
    operation && operation.documentation && fact(t('Description'), operation.documentation),
    operation && fact(t('What it is given'), t('the case, nothing else')),
    operation && operation.answers.length > 0 && fact(t('What it can find'), make('code', {}, operation.answers.join(', '))),
    name && result,
  );
}

export function call(panel) {
  const { element, write, facts, config } = panel;
  if (!is(element, 'bpmn:CallActivity')) return [];
  const name = model(element).calledElement || '';
  const called = facts.processes.find((one) => one.id === name);
  const options = facts.processes.filter((one) => one.id !== config.process).map((one) => ({ id: one.id, title: `${one.title} · ${one.id}` }));
  return [
    group(
      t('Called process'),
      select({ id: 'p-called-process', title: t('Process that runs here'), value: name, none: t('choose a process'), options, onchange: (id) => write.set(element, { calledElement: id || undefined }) }),
      called && fact(t('It gives back'), make('code', {}, Object.keys(called.results).join(', ') || t('nothing'))),
      called && called.errors.length > 0 && fact(t('It can break off with'), make('code', {}, called.errors.join(', '))),
      called && make('a', { href: config.processes + name, target: '_blank', class: 'small' }, t('Open its diagram')),
    ),
    group(t('Case and clocks'), state(panel), holds(panel), ...clocks(panel)),
  ];
}
