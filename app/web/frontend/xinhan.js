// A letter (信函格式) has a first page of its own; everything else is as with other documents.
import './gongwen.js';
import './xinhan.css';
