#include "fuzz/campaign/commands.h"

int main(int argc, char** argv) { return quicksilver::campaign::RunCommandLine(argc, argv); }
