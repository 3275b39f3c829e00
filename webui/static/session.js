// A session that has ended (another device changed the password, say) leads to the login page, and back here after it.
const ask = window.fetch;
window.fetch = async (...request) => {
  const answer = await ask(...request);
  if (answer.status === 401 && new URL(answer.url).origin === location.origin) {
    location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
  }
  return answer;
};
