// The language of the page, for scripts that speak.
export const language = (document.documentElement.lang || 'zh').startsWith('en') ? 'en' : 'zh';
