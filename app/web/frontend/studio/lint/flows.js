// Rules of arrows: everything is connected, and every choice knows where to go.
import { knownAt, parsed } from '../editor/panel/known.js';

const isA = (node, ...names) => names.some((name) => node.$type === `bpmn:${name}`);
const TASKS = ['UserTask', 'ServiceTask', 'CallActivity'];
const out = (node) => node.outgoing || [];
const into = (node) => node.incoming || [];
const body = (flow) => (flow.conditionExpression && flow.conditionExpression.body) || '';
const isChoice = (node) => isA(node, 'ExclusiveGateway') && out(node).length > 1;

export function flowRules(facts) {
  return {
    leaving: {
      check(node, reporter) {
        if (isA(node, ...TASKS, 'StartEvent', 'BoundaryEvent')) {
          if (!out(node).length) reporter.report(node.id, 'No arrow leads on from here.');
          else if (out(node).length > 1) reporter.report(node.id, 'Several arrows leave it: put a choice or branches behind it.');
        } else if (isA(node, 'ExclusiveGateway', 'ParallelGateway') && !out(node).length) reporter.report(node.id, 'No arrow leads on from here.');
      },
    },
    arriving: {
      check(node, reporter) {
        if (isA(node, ...TASKS, 'EndEvent', 'ExclusiveGateway', 'ParallelGateway') && !into(node).length) reporter.report(node.id, 'Nothing leads here.');
      },
    },
    ends: {
      check(node, reporter) {
        if (!isA(node, 'Process')) return;
        const of = (kind) => (node.flowElements || []).filter((one) => isA(one, kind)).length;
        if (of('StartEvent') !== 1) reporter.report(node.id, 'A process has exactly one start.');
        if (!of('EndEvent')) reporter.report(node.id, 'The process has no end.');
      },
    },
    condition: {
      check(node, reporter) {
        if (!isA(node, 'SequenceFlow') || !node.sourceRef) return;
        const choice = isChoice(node.sourceRef);
        if (choice && !body(node) && node.sourceRef.default !== node) reporter.report(node.id, 'The arrow has no condition and is not the default.');
        if (!choice && body(node)) reporter.report(node.id, 'Only arrows out of a choice have a condition.');
      },
    },
    default: {
      level: 'warn',
      check(node, reporter) {
        if (!isChoice(node) || node.default || out(node).some((flow) => !body(flow))) return;
        if (!covers(node, facts)) reporter.report(node.id, 'No arrow is the default: where no condition holds, the case stands still.');
      },
    },
  };
}

// Whether each value that can be known here has an arrow; what cannot be told counts as covered.
function covers(gateway, facts) {
  const conditions = out(gateway).map((flow) => parsed(body(flow)));
  if (conditions.some((one) => one === null)) return true;
  const names = new Set(conditions.map((one) => one.name));
  if (names.size !== 1) return true;
  const [name] = names;
  const signs = conditions.map((one) => one.sign);
  if (signs.includes('yes') && signs.includes('no')) return true;
  if (signs.some((sign) => !['==', 'in'].includes(sign))) return true;
  const known = knownAt(gateway, facts).find((one) => one.name === name);
  const taken = conditions.flatMap((one) => one.values);
  return !known || !known.values.length || known.values.every((one) => taken.includes(one.value));
}
