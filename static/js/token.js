/* What a part of a page sends and gets. The token is that of the latest sign-in, also in another tab; a whole page
   (to sign in, a form that is too old) never takes the place of a part, nor of what is typed there. */
const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (token()) detail.headers["X-CSRFToken"] = token();
});

const isWholePage = (xhr) => /^\s*<!doctype/i.test(xhr.responseText);
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (isWholePage(detail.xhr)) detail.shouldSwap = false;
});
