'use strict';
// Clients on the npm package ws: node client.js URL COUNT ACTION [ARGUMENT...]. Prints what each of
// them was told at its end, one JSON a line.
//
//   close [CODE [REASON]]  closes when it has opened
//   terminate              ends TCP with no Close
//   wait                   sends a message and waits for the service to close
//   echo                   sends large messages, looks whether they come back intact, closes: 1000

const crypto = require('node:crypto');
const WebSocket = require('ws');

const [url, count, action, ...args] = process.argv.slice(2);
const LARGE = 1 << 20;

const say = (what) => console.log(JSON.stringify(what));

const actions = {
  close: (socket) => socket.close(...(args.length ? [Number(args[0]), args[1]] : [])),
  terminate: (socket) => socket.terminate(),
  wait: (socket) => socket.send('hello'),
  echo: (socket, told) => {
    const text = 'compress me, é '.repeat(LARGE / 16);
    const bytes = crypto.randomBytes(LARGE);
    const back = [];
    socket.on('message', (data, binary) => {
      back.push(binary ? data : data.toString());
      if (back.length === 2) {
        told.intact = back[0] === text && bytes.equals(back[1]);
        socket.close(1000);
      }
    });
    socket.send(text);
    socket.send(bytes);
  },
};

for (let i = 0; i < Number(count); i++) {
  const told = {};
  const socket = new WebSocket(url, { perMessageDeflate: action === 'echo' });
  socket.on('open', () => {
    told.extensions = socket.extensions;
    actions[action](socket, told);
  });
  socket.on('error', (error) => {
    told.error = error.message;
  });
  socket.on('close', (code, reason) => {
    say({ ...told, closed: code, reason: reason.toString() });
  });
}
