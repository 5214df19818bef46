// What the form editor says: the texts of form-js in Chinese, and our own in both languages.
import { language } from './words.js';

const CHINESE = {
  Input: '填写', Selection: '选择', Presentation: '展示', Containers: '分组', Action: '操作',
  Components: '可用字段', 'Search components': '查找字段', 'Clear content': '清空', 'No components found.': '没有找到。',
  'Drag and drop components here.': '把字段拖到这里。', 'Build your form': '编制表单',
  'Drag and drop components here to start designing.': '把左边的字段拖到这里。',
  'Use the preview window to test your form.': '在下方可以预览和试填。',
  'Text view is empty': '说明文字为空', 'Remove form field': '删除字段', 'Add: %s': '添加：%s', 'Remove: %s': '删除：%s',
  'Column 1': '列 1', 'Column 2': '列 2', 'Column 3': '列 3', Content: '内容',
  Checkbox: '勾选框', 'Checkbox group': '多选', 'Date time': '日期', Group: '字段组', Number: '数字', 'Radio group': '单选',
  Select: '下拉选择', Separator: '分隔线', 'Dynamic list': '重复行', 'Tag list': '标签多选', 'Text view': '说明文字', 'Text field': '单行文字',
  'Text area': '多行文字', Table: '表格', 'File picker': '附件', Browse: '浏览', Search: '查找', 'No files selected': '未选择文件',
  'Nothing to show.': '没有内容。', 'Please choose': '请选择', 'Add new': '添加一行',
  'Web-based tooling for BPMN, DMN, and forms powered by': '本编辑器使用', 'Powered by bpmn.io': '由 bpmn.io 提供',
};
const ENGLISH = { 'Text view': 'Text', 'Date time': 'Date', 'Dynamic list': 'Repeated rows', 'Tag list': 'Tags', 'Text field': 'Line of text', 'Text area': 'Longer text', 'Checkbox group': 'Several of a list', 'Radio group': 'One of a list', Select: 'Drop-down list', Checkbox: 'Box to tick', 'File picker': 'Files' };

// A text of form-js in the language of the page.
export function said(text) {
  return (language === 'zh' ? CHINESE : ENGLISH)[text] || text;
}

// What a new field is called until somebody gives it a name, in both languages: [Chinese, English].
export const KINDS = {
  textfield: ['单行文字', 'Line of text'], textarea: ['多行文字', 'Longer text'], number: ['数字', 'Number'], datetime: ['日期', 'Date'],
  checkbox: ['勾选框', 'Box to tick'], checklist: ['多选', 'Several of a list'], radio: ['单选', 'One of a list'], select: ['下拉选择', 'Drop-down list'],
  taglist: ['标签多选', 'Tags'], filepicker: ['附件', 'Files'], text: ['说明文字', 'Text'], separator: ['分隔线', 'Separator'],
  group: ['字段组', 'Group'], dynamiclist: ['重复行', 'Repeated rows'], table: ['表格', 'Table'],
};
export const kind = (type) => KINDS[type]?.[language === 'zh' ? 0 : 1] || type;

const ZH = {
  fields: '字段', none: '表单里还没有字段。', add: '添加', addKind: '添加一个字段', select: '请选择一个字段，或从左边拖入一个。',
  up: '上移', down: '下移', remove: '删除', removeNamed: (name) => `删除“${name}”`, back: '返回字段列表',
  basics: '名称和说明', label: '名称（中文）', labelEn: '名称（英文）', key: '字段名（记录用）', keyHelp: '英文字母、数字和下划线，字母开头；以后的步骤按它读取。',
  keyWrong: '只能用英文字母、数字和下划线，以字母开头，不含两个连续下划线。', keyTaken: '已有同名字段。', keyReserved: '这个名称由系统使用。',
  description: '说明（中文）', descriptionEn: '说明（英文）', text: '文字（中文）', textEn: '文字（英文）',
  rules: '填写要求', required: '必填', never: '不必填', always: '必填', when: '符合条件时必填', minLength: '最少字数', maxLength: '最多字数',
  content: '内容', anything: '不限', email: '电子邮件', phone: '电话', pattern: '格式（正则表达式）', patternMessage: '格式不对时的提示',
  min: '最小值', max: '最大值', digits: '小数位数', dateKind: '类型', date: '日期', time: '时间', datetime: '日期和时间', earliest: '最早', latest: '最晚', today: '今天', noLimit: '不限', onDay: '指定日期', day: '日期',
  multiple: '可以上传多个文件', accept: '允许的扩展名（如 .pdf,.docx）', lines: '每行一项，按清单记录', locked: '只显示，不能修改', keep: '没有提交时保留原值',
  options: '选项', source: '选项来源', own: '在此列出', ofCase: '由办件提供', valuesKey: '办件提供的选项名', value: '记录值', optionZh: '中文', optionEn: '英文', addOption: '添加选项', byDefault: '默认', nothing: '（无）',
  columns: '列', addColumn: '添加列',
  condition: '显示条件', conditions: '条件列表', shownAlways: '总是显示', shownIf: '仅在以下条件成立时显示', hiddenIf: '以下条件成立时隐藏',
  all: '全部成立', any: '任一成立', join: '各条件', field: '字段', comparison: '比较', addCondition: '添加条件', raw: '表达式（专家）', tooRich: '这个条件不能用上面的方式编辑，请修改表达式。',
  rawWrong: '不能识别的表达式。', rawUnknown: (name) => `表单里没有字段“${name}”。`,
  is: '等于', isNot: '不等于', isEmpty: '为空', isFilled: '已填写', less: '小于', more: '大于', atMost: '不大于', atLeast: '不小于', yes: '是', no: '否',
  layout: '版面', width: '宽度', full: '整行', half: '半行', outcomeHint: '流程按“outcome”的记录值选择走向；改动记录值时请同时修改流程图。',
  fine: '没有发现问题。', option: (n) => `选项 ${n}`, broken: '编辑器不能打开这份表单：', previewFailed: '预览暂时不可用。',
};
const EN = {
  fields: 'Fields', none: 'The form has no fields yet.', add: 'Add', addKind: 'Add a field', select: 'Select a field, or drag one in from the left.',
  up: 'Move up', down: 'Move down', remove: 'Remove', removeNamed: (name) => `Remove “${name}”`, back: 'Back to the list of fields',
  basics: 'Name and help', label: 'Label (Chinese)', labelEn: 'Label (English)', key: 'Key (as it is recorded)', keyHelp: 'Letters, digits and _, beginning with a letter; later steps read it by this name.',
  keyWrong: 'Only letters, digits and single _, beginning with a letter.', keyTaken: 'Another field has this key.', keyReserved: 'The program uses this name itself.',
  description: 'Help (Chinese)', descriptionEn: 'Help (English)', text: 'Text (Chinese)', textEn: 'Text (English)',
  rules: 'What is asked', required: 'Required', never: 'not required', always: 'required', when: 'required on a condition', minLength: 'Fewest characters', maxLength: 'Most characters',
  content: 'Content', anything: 'anything', email: 'e-mail address', phone: 'telephone number', pattern: 'Pattern (regular expression)', patternMessage: 'What to say where it does not fit',
  min: 'Smallest', max: 'Largest', digits: 'Decimals', dateKind: 'Kind', date: 'date', time: 'time', datetime: 'date and time', earliest: 'Earliest', latest: 'Latest', today: 'today', noLimit: 'no limit', onDay: 'a certain day', day: 'Day',
  multiple: 'Several files may be attached', accept: 'File endings allowed (such as .pdf,.docx)', lines: 'One entry a line, recorded as a list', locked: 'Shown, not to be changed', keep: 'Stays as it was where it is not sent',
  options: 'Options', source: 'Where they come from', own: 'listed here', ofCase: 'from the case', valuesKey: 'Name of the case’s options', value: 'Recorded as', optionZh: 'Chinese', optionEn: 'English', addOption: 'Add an option', byDefault: 'At first', nothing: '(nothing)',
  columns: 'Columns', addColumn: 'Add a column',
  condition: 'When it is shown', conditions: 'List of conditions', shownAlways: 'always shown', shownIf: 'shown only if', hiddenIf: 'hidden if',
  all: 'all hold', any: 'any holds', join: 'The conditions', field: 'Field', comparison: 'Comparison', addCondition: 'Add a condition', raw: 'Expression (for experts)', tooRich: 'This condition cannot be edited above; change the expression.',
  rawWrong: 'This expression cannot be read.', rawUnknown: (name) => `The form has no field “${name}”.`,
  is: 'is', isNot: 'is not', isEmpty: 'is empty', isFilled: 'is filled in', less: 'is less than', more: 'is more than', atMost: 'is at most', atLeast: 'is at least', yes: 'yes', no: 'no',
  layout: 'Layout', width: 'Width', full: 'whole line', half: 'half a line', outcomeHint: 'The process chooses its way by what is recorded as “outcome”; if you change a recorded value, change the diagram too.',
  fine: 'Nothing is wrong with this form.', option: (n) => `Option ${n}`, broken: 'The editor cannot open this form: ', previewFailed: 'The preview is not available just now.',
};
export const words = language === 'zh' ? ZH : EN;
