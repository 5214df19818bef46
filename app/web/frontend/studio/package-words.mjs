// Token simulation and the modeler's mark know one language only.  This plugin of build.mjs gives them
// our words; it stops the build where a newer version of a package no longer has what is replaced here.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const WORDS = JSON.stringify(fileURLToPath(new URL('./editor/translate.js', import.meta.url)));
const said = (text) => `studioWords('${text}')`;
const inside = (text) => `\${ ${said(text)} }`;
const NAMES = [
  'Service Task', 'User Task', 'Call Activity', 'Script Task', 'Business Rule Task', 'Manual Task', 'Receive Task', 'Send Task', 'Task',
  'Exclusive Gateway', 'Parallel Gateway', 'Inclusive Gateway', 'Start Event', 'Intermediate Event', 'Boundary Event', 'End Event',
];
// File → [text, what stands there instead, how often]
const CHANGES = {
  'features/log/Log.js': [
    ["'SubProcess') : 'Process'", `${said('Sub-process')}) : ${said('Process')}`, 2],
    ["completed ? 'finished' : 'canceled'", "studioWords(completed ? 'finished' : 'canceled')", 1],
    ['} started`', `} ${inside('started')}\``, 1],
    ["LogIcon('bts-log-icon') }\n        Simulation Log", `LogIcon('bts-log-icon') }\n        ${inside('Log of the simulation')}`, 1],
    ['aria-label="Close"', `aria-label="${inside('Close')}"`, 1],
    ['>No Entries</p>\n', `>${inside('Nothing has happened yet')}</p>\n`, 1],
    ["'<p class=\"bts-entry placeholder\">No Entries</p>'", `\`<p class="bts-entry placeholder">${inside('Nothing has happened yet')}</p>\``, 1],
    ['title="Toggle Simulation Log"', `title="${inside('Show or hide the log')}"`, 1],
    ...NAMES.map((name) => [`elementName || '${name}'`, `elementName || ${said(name)}`, name === 'Intermediate Event' ? 2 : 1]),
  ],
  'features/pause-simulation/PauseSimulation.js': [
    ['title="Play/Pause Simulation"', `title="${inside('Go on, or pause')}"`, 1],
    ["text: 'Pause Simulation'", `text: ${said('Paused')}`, 1],
    ["text: 'Play Simulation'", `text: ${said('Going on')}`, 1],
  ],
  'features/reset-simulation/ResetSimulation.js': [
    ['title="Reset Simulation"', `title="${inside('Begin anew')}"`, 1],
    ["text: 'Reset Simulation'", `text: ${said('Begun anew')}`, 1],
  ],
  'features/element-support/ElementSupport.js': [
    ["text: 'Found unsupported elements'", `text: ${said('Some elements cannot be played')}`, 1],
    ["text: 'Not supported'", `text: ${said('Cannot be played')}`, 1],
  ],
  'features/set-animation-speed/SetAnimationSpeed.js': [
    ['title="Set animation speed = ${ label }"', "title=\"${ studioWords('Speed: {speed}', { speed: studioWords(label) }) }\"", 1],
  ],
  'features/context-pads/handler/ExclusiveGatewayHandler.js': [['title="Set Sequence Flow"', `title="${inside('Take the next arrow')}"`, 1]],
  'features/context-pads/handler/InclusiveGatewayHandler.js': [['title="Set Sequence Flow"', `title="${inside('Take the next arrow')}"`, 1]],
  'features/context-pads/handler/PauseHandler.js': [
    ["${ wait ? 'Remove' : 'Add' } pause point", "${ studioWords(wait ? 'Do not wait here' : 'Wait here') }", 1],
  ],
  'features/context-pads/handler/TriggerHandler.js': [['title="Trigger Event"', `title="${inside('Go on from here')}"`, 1]],
  'features/simulation-state/SimulationState.js': [["text: 'Finished'", `text: ${said('Finished')}`, 1]],
  'features/show-scopes/ShowScopes.js': [['title="Focus process instance ${scope.id}"', `title="${inside('Show this case only')}"`, 1]],
  'features/toggle-mode/modeler/ToggleMode.js': [['Token Simulation <span', `${inside('Play it through')} <span`, 3]],
  'features/toggle-mode/viewer/ToggleMode.js': [['Token Simulation <span', `${inside('Play it through')} <span`, 3]],
  'bpmn-js/lib/BaseViewer.js': [["'title=\"Powered by bpmn.io\" '", `'title="' + ${said('Powered by bpmn.io')} + '" '`, 1]],
  'bpmn-js/lib/util/PoweredByUtil.js': [
    ["'Web-based tooling for BPMN, DMN and forms ' +", `${said('Web-based tooling for BPMN, DMN and forms,')} + ' ' +`, 1],
    ["'powered by <a", `${said('powered by')} + ' <a`, 1],
  ],
};
const ROOT = /(bpmn-js-token-simulation[\\/]lib[\\/].*|bpmn-js[\\/]lib[\\/]BaseViewer|PoweredByUtil)\.js$/;

function changed(file, source) {
  const name = Object.keys(CHANGES).find((one) => file.endsWith(path.normalize(one)));
  let text = source;
  for (const [from, to, times] of CHANGES[name] || []) {
    const parts = text.split(from);
    if (parts.length !== times + 1) throw new Error(`${file}: “${from}” stands there ${parts.length - 1} times, not ${times}`);
    text = parts.join(to);
  }
  return text === source ? text : `import { t as studioWords } from ${WORDS};\n${text}`;
}

export const packageWords = {
  name: 'package-words',
  setup(build) {
    build.onLoad({ filter: ROOT }, ({ path: file }) => ({ contents: changed(file, fs.readFileSync(file, 'utf8').replaceAll('\r\n', '\n')), loader: 'js' }));
  },
};
