// The editor of forms.
export {};
