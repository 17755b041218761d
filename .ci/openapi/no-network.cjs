// Preloaded into the tools: they read the document, and nothing from elsewhere.
const { Socket } = require('node:net');

Socket.prototype.connect = () => {
  throw new Error('a tool wanted to reach the network');
};
