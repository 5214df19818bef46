// The texts of form-js 1.23.0 that can come to light on our page, each with how often it stands there.
export const WORDS = 'app/web/frontend/studio/form-words.js';
export const EDITOR = 'node_modules/@bpmn-io/form-js-editor/dist';
export const FILES = {
  '@bpmn-io/form-js-editor/dist/index.es.js': {
    literals: {
      Input: 1, Selection: 1, Presentation: 1, Containers: 1, Action: 2,
      Components: 2, 'Search components': 1, 'Clear content': 1, 'No components found.': 1,
      'Drag and drop components here.': 1, 'Build your form': 1,
      'Drag and drop components here to start designing.': 1,
      'Use the preview window to test your form.': 1,
      'Text view is empty': 1, 'Remove form field': 1,
      'Column 1': 2, 'Column 2': 1, 'Column 3': 1, Content: 2,
    },
    pieces: [
      ['`Create ${getIndefiniteArticle(type)} ${label} element`', '__said("Add: %s").replace("%s", label)', 1],
      ['`Remove ${entry.label}`', '__said("Remove: %s").replace("%s", entry.label)', 1],
    ],
  },
  '@bpmn-io/form-js-viewer/dist/index.es.js': {
    literals: {
      Checkbox: 2, 'Checkbox group': 2, 'Date time': 1, Group: 2, Number: 2, 'Radio group': 2,
      Select: 2, Separator: 1, 'Dynamic list': 2, 'Tag list': 2, 'Text view': 1, 'Text field': 2,
      'Text area': 2, Table: 2, 'File picker': 1, Browse: 1, Search: 2, 'No files selected': 1, 'Nothing to show.': 1,
    },
    pieces: [
      ["valueLabel || 'Select'", "valueLabel || __said('Please choose')", 1],
      ['" ", \'Add new\'', '" ", __said("Add new")', 1],
      ['["Web-based tooling for BPMN, DMN, and forms powered by", \' \',', '[__said("Web-based tooling for BPMN, DMN, and forms powered by"), " ",', 1],
      ['"Powered by bpmn.io"', '__said("Powered by bpmn.io")', 1],
    ],
  },
};
