/// @file The one place that names Catch2's header: version 3 moves it.
#pragma once
#include <catch2/catch.hpp>
