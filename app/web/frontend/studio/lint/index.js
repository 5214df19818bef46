// What is wrong while one draws.  The server's full check follows each save; this is only the help
// of the moment, so a rule here says less rather than something false.
import Linter from 'bpmnlint/lib/linter.js';
import { t } from '../editor/translate.js';
import { flowRules } from './flows.js';
import { stepRules } from './steps.js';

const PACKAGE = 'studio';

export function makeLint(modeler, facts) {
  const rules = { ...stepRules(facts), ...flowRules(facts) };
  const settings = Object.fromEntries(Object.entries(rules).map(([name, rule]) => [`${PACKAGE}/${name}`, rule.level || 'error']));
  const resolver = { resolveRule: (_package, name) => () => rules[name], resolveConfig: () => ({}) };
  const linter = new Linter({ config: { rules: settings }, resolver });
  return async () => {
    const found = await linter.lint(modeler.getDefinitions());
    return Object.values(found).flat().map((one) => ({
      element: one.id, code: one.code || '', level: one.category === 'warn' ? 'warning' : 'error', reason: t(one.message, one.values || {}),
    }));
  };
}
