// The modeler as every page of the studio has it: what it reads and what it keeps.
import Modeler from 'bpmn-js/lib/Modeler';
import keeping from './keeping.js';
import spiffworkflow from './spiffworkflow-moddle.json';

export const moddleExtensions = { spiffworkflow };
export const modules = [keeping];

export function makeModeler(options = {}) {
  const { additionalModules = [], ...rest } = options;
  return new Modeler({ moddleExtensions, ...rest, additionalModules: [...modules, ...additionalModules] });
}
