import '../dist/cli/demo.mjs'
