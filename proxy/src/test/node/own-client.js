'use strict';
// Node's own WebSocket, the browsers' API: node own-client.js URL [CODE [REASON]]. Closes when it has
// opened, or with "wait" for a code waits for the service to; prints what it was told, as JSON.

const [url, code, reason] = process.argv.slice(2);

const socket = new WebSocket(url);
socket.onopen = () => {
  if (code === 'wait') {
    socket.send('hello');
  } else {
    socket.close(...(code ? [Number(code), reason] : []));
  }
};
socket.onclose = (event) => {
  console.log(
    JSON.stringify({ closed: event.code, reason: event.reason, clean: event.wasClean }),
  );
};
