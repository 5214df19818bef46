// Rules of single elements: names, forms, posts, operations, clocks, parties.
import { listed, operator, property } from '../editor/extension.js';

const ALLOWED = new Set([
  'UserTask', 'ServiceTask', 'CallActivity', 'ExclusiveGateway', 'ParallelGateway', 'StartEvent', 'EndEvent', 'BoundaryEvent',
].map((name) => `bpmn:${name}`));
const CLOCK = /^\s*deadline\('(\w+)'\)\s*$/;

const isA = (node, ...names) => names.some((name) => node.$type === `bpmn:${name}`);
const isNode = (node) => typeof node.$instanceOf === 'function' && node.$instanceOf('bpmn:FlowNode');
const event = (node, type) => (node.eventDefinitions || []).find((one) => one.$type === `bpmn:${type}EventDefinition`);
const people = (node) => isA(node, 'UserTask') || (isA(node, 'StartEvent') && property(node, 'formKey'));

// Where ways only meet there is nothing to say.
const meets = (node) => isA(node, 'ParallelGateway') || (isA(node, 'ExclusiveGateway') && (node.outgoing || []).length < 2);
const isNamed = (node) => ALLOWED.has(node.$type) && !people(node) && !meets(node);

function laneOf(node) {
  const sets = (node.$parent && node.$parent.laneSets) || [];
  return sets.flatMap((set) => set.lanes || []).find((lane) => (lane.flowNodeRef || []).includes(node));
}

const rule = (check, level) => ({ check, level });

export function stepRules(facts) {
  const party = (lane) => facts.parties.find((one) => lane && one.id === lane.id);
  return {
    kind: rule((node, out) => {
      if (isNode(node) && !ALLOWED.has(node.$type)) out.report(node.id, 'This element is not used here: change it into another one.');
    }),
    name: rule((node, out) => {
      if (people(node) && !(node.name || '').trim()) out.report(node.id, 'The step has no name.');
    }),
    'name-advised': rule((node, out) => {
      if (isNamed(node) && !(node.name || '').trim()) out.report(node.id, 'It has no name yet.');
      if (ALLOWED.has(node.$type) && node.name && !property(node, 'name_en')) out.report(node.id, 'It has no English name yet.');
    }, 'warn'),
    form: rule((node, out) => {
      if (!people(node)) return;
      const key = property(node, 'formKey');
      if (!key) out.report(node.id, 'The step has no form.');
      else if (!(key in facts.forms)) out.report(node.id, 'Its form “{key}” is not made yet.', { values: { key } });
    }),
    post: rule((node, out) => {
      if (!people(node)) return;
      const posts = listed(node, 'post');
      const known = party(laneOf(node));
      if (!posts.length) out.report(node.id, 'No post is named that may do it.');
      else if (known && posts.some((post) => !known.posts.some((one) => one.id === post))) out.report(node.id, 'A post is named that the party of its lane does not have.');
    }),
    lane: rule((node, out) => {
      if (isNode(node) && !laneOf(node)) out.report(node.id, 'It lies in no lane.');
      if (isA(node, 'Lane') && !party(node)) out.report(node.id, 'The lane stands for no party yet.');
    }),
    operation: rule((node, out) => {
      if (!isA(node, 'ServiceTask')) return;
      const there = operator(node);
      if (!there || !there.id) out.report(node.id, 'The step of the system has no operation.');
    }),
    call: rule((node, out) => {
      if (isA(node, 'CallActivity') && !facts.processes.some((one) => one.id === node.calledElement)) out.report(node.id, 'No process is named that runs here.');
    }),
    clock: rule((node, out) => {
      if (!isNode(node)) return;
      const timer = event(node, 'Timer');
      if (timer && !CLOCK.test((timer.timeDate && timer.timeDate.body) || '')) out.report(node.id, 'The timer names no clock.');
    }),
    error: rule((node, out) => {
      if (!isNode(node)) return;
      const error = event(node, 'Error');
      if (error && !error.errorRef) out.report(node.id, 'No error is named.');
    }),
  };
}
