'use strict';
// A service on the npm package ws. It echoes messages; the path says what it does on the first one
// instead. Prints its port, and then what each connection was told at its end, one JSON a line.

const { WebSocketServer } = require('ws');

const onFirstMessage = {
  '/policy': (socket) => socket.close(1008, 'policy: token expired'),
  '/restart': (socket) => socket.close(1012, 'back soon'),
  '/no-code': (socket) => socket.close(),
  '/terminate': (socket) => socket.terminate(),
};

const say = (what) => console.log(JSON.stringify(what));

const server = new WebSocketServer(
  { host: '127.0.0.1', port: 0, perMessageDeflate: true, maxPayload: 4 << 20 },
  () => say({ port: server.address().port }),
);

server.on('connection', (socket, request) => {
  const action = onFirstMessage[request.url];
  socket.on('message', (data, binary) => {
    if (action) {
      action(socket);
    } else {
      socket.send(data, { binary });
    }
  });
  socket.on('close', (code, reason) => say({ closed: code, reason: reason.toString() }));
  socket.on('error', (error) => say({ error: error.message }));
});

// Whoever started this ends it by closing its input, however he ends himself.
process.stdin.on('end', () => process.exit(0)).resume();
