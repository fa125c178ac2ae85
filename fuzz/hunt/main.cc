#include "fuzz/hunt/commands.h"

int main(int argc, char** argv) { return quicksilver::hunt::RunCommandLine(argc, argv); }
