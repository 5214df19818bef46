// Errors stand at the root of a file; events name them.
const definitions = (injector) => injector.get('bpmnjs').getDefinitions();

export const errors = (injector) => definitions(injector).get('rootElements').filter((one) => one.$type === 'bpmn:Error');

// The error of this code, made where there is none yet.
export function errorOf(injector, code) {
  const there = errors(injector).find((one) => (one.errorCode || one.id) === code);
  if (there) return there;
  const root = definitions(injector);
  const made = injector.get('bpmnFactory').create('bpmn:Error', { id: code, name: code, errorCode: code });
  made.$parent = root;
  root.get('rootElements').unshift(made);
  return made;
}
