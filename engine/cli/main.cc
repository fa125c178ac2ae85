#include "engine/cli/commands.h"

int main(int argc, char** argv) { return quicksilver::RunCommandLine(argc, argv); }
